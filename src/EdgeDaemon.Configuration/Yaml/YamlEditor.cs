using System.Text.RegularExpressions;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>
/// Changes single values of a YAML text and leaves the rest as it stands, comments included. Paths are keys (<see cref="string"/>) and list
/// positions (<see cref="int"/>), values are YAML on one line.
/// </summary>
/// <param name="text">The text; it must be sound YAML, or only comments.</param>
/// <param name="file">What messages call it.</param>
public sealed class YamlEditor(string text, string file)
{
    /// <summary>The text as it is now.</summary>
    public string Text { get; private set; } = text;

    /// <summary>The text of the single value at a place; null when there is none.</summary>
    public string? TextAt(params ReadOnlySpan<object> path) => Document.Find(path) is YamlScalar { IsMissing: false, IsNull: false } scalar ? scalar.Text : null;

    /// <summary>Is there anything but null at a place?</summary>
    public bool Has(params ReadOnlySpan<object> path) => Document.Find(path) is not (null or YamlScalar { IsMissing: true } or YamlScalar { IsNull: true });

    /// <summary>The keys of a section, with their values as they are written.</summary>
    public IReadOnlyList<(string Key, string Yaml)> EntriesAt(params ReadOnlySpan<object> path) => Document.Find(path) is not YamlMapping mapping ? []
        : [.. mapping.Entries.Select(entry => (entry.Key.Text, Text[entry.Value.Span.Start..EndOf(entry)]))];

    /// <summary>How many things a list has; 0 where there is none.</summary>
    public int CountAt(params ReadOnlySpan<object> path) => Document.Find(path) is YamlSequence list ? list.Items.Length : 0;

    private YamlDocument Document => YamlDocument.Parse(Text, file);

    private string LineBreak => Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Sets a value. A key that is not there is added: where it stands as a comment (<c>#key:</c>), else behind its section's last one.</summary>
    /// <exception cref="FormatException">The place is not one of single values, as behind an alias.</exception>
    public void Set(string value, params ReadOnlySpan<object> path)
    {
        var node = Document.Root;
        var parent = node;
        for (var i = 0; i < path.Length; i++, parent = node)
        {
            if (parent is YamlMapping mapping && path[i] is string key)
            {
                if (Entry(mapping, key) is not { } entry)
                {
                    Insert(mapping, key, value, path[(i + 1)..]);
                    return;
                }

                if (i == path.Length - 1 || entry.Value is YamlScalar { IsMissing: true } or YamlScalar { IsNull: true })
                {
                    Replace(entry, Nested(value, path[(i + 1)..]));
                    return;
                }

                _ = EndOf(entry);
                node = entry.Value;
            }
            else if (parent is YamlSequence list && path[i] is int index && index < list.Items.Length && list.Items[index].Span.Start >= list.Span.Start)
            {
                node = list.Items[index];
            }
            else if (i == 0 && parent is null)
            {
                InsertLines(Text.Length, Lines("", (string)path[0], value, path[1..]));
                return;
            }
            else
            {
                throw Unchangeable(parent!.Line, $"'{path[i]}' cannot be set in {parent.Describe()}");
            }
        }

        throw Unchangeable(node!.Line, $"{node.Describe()} is not the value of a key");
    }

    /// <summary>Sets a value to a text, quoted where it has to be; one that is that text already is left as it is written.</summary>
    /// <exception cref="FormatException">As <see cref="Set"/>.</exception>
    public void SetText(string text, params ReadOnlySpan<object> path)
    {
        if (TextAt(path) != text)
            Set(YamlText.ToScalar(text), path);
    }

    /// <summary>Turns a key into a comment, with all that is in it; between brackets it is taken out. One that is not there is left alone.</summary>
    /// <exception cref="FormatException">It shares its line with something else.</exception>
    public void Remove(params ReadOnlySpan<object> path)
    {
        if (Document.Find(path[..^1]) is not YamlMapping mapping || Entry(mapping, (string)path[^1]) is not { } entry)
            return;
        var (start, end) = (entry.Key.Span.Start, EndOf(entry));
        if (mapping.IsFlow)
        {
            var others = Regex.Match(Text[end..], @"^\s*,\s*");
            start = others.Success ? start : Text[..start].TrimEnd().TrimEnd(',').Length;
            Text = Text.Remove(start, end + others.Length - start);
            return;
        }

        var line = LineStart(start);
        if (!string.IsNullOrWhiteSpace(Text[line..start]))
            throw Unchangeable(entry.Key.Line, $"'{entry.Key.Text}' shares its line");
        var block = Regex.Replace(Text[line..end], $@"(?m)^( {{0,{start - line}}})(?=.*\S)", "$1#");
        Text = Text[..line] + block + Text[end..];
    }

    /// <summary>Takes a section out of a list: its lines become comments; between brackets, or as the last one there, it is taken out.</summary>
    /// <param name="index">Which.</param>
    /// <param name="path">The list.</param>
    /// <exception cref="FormatException">The place is none that can be changed.</exception>
    public void RemoveAt(int index, params ReadOnlySpan<object> path)
    {
        if (Document.Find(path) is not YamlSequence list || index >= list.Items.Length)
            return;
        if (list.Items.Length == 1)
        {
            Remove(path);
            return;
        }

        var (start, end) = list.Items[index].Span;
        if (start < list.Span.Start)
            throw Unchangeable(list.Line, "an item of the list is an alias");
        if (list.IsFlow)
        {
            var others = Regex.Match(Text[end..], @"^\s*,\s*");
            start = others.Success ? start : Text[..start].TrimEnd().TrimEnd(',').Length;
            Text = Text.Remove(start, end + others.Length - start);
            return;
        }

        var line = LineStart(start);
        end = start + Text[start..end].TrimEnd().Length;
        Text = Text[..line] + Regex.Replace(Text[line..end], $@"(?m)^( {{0,{list.Column - 1}}})(?=.*\S)", "$1#") + Text[end..];
    }

    /// <summary>Adds a section to a list.</summary>
    /// <param name="entry">Its first key with its value; more are set afterwards.</param>
    /// <param name="path">The list; it is made when it is not there.</param>
    /// <exception cref="FormatException">Something else than a list is there.</exception>
    public void Append(string entry, params ReadOnlySpan<object> path)
    {
        switch (Document.Find(path))
        {
            case YamlSequence { IsFlow: false } list:
                InsertLines(EndOfLine(list.Span.End), [$"{new string(' ', list.Column - 1)}- {entry}"]);
                break;
            case YamlSequence list:
                InsertBetweenBrackets(list, list.Items.Length > 0, $"{{{entry}}}");
                break;
            case null or YamlScalar { IsMissing: true }:
                Set($"[{{{entry}}}]", path);
                break;
            case var other:
                throw Unchangeable(other.Line, $"a list is expected, found {other.Describe()}");
        }
    }

    private static YamlEntry? Entry(YamlMapping mapping, string key) =>
        mapping.Entries.FirstOrDefault(e => e.Key.Text == key) is { Key: not null } entry ? entry : null;

    private static string Nested(string value, ReadOnlySpan<object> path)
    {
        for (var i = path.Length - 1; i >= 0; i--)
            value = $"{{{path[i]}: {value}}}";
        return value;
    }

    /// <summary>A key, and below it those that lead to the value, each on a line of its own.</summary>
    private static List<string> Lines(string indent, string key, string value, ReadOnlySpan<object> below)
    {
        List<string> lines = [$"{indent}{key}:"];
        foreach (var step in below)
            lines.Add($"{indent}{new string(' ', 2 * lines.Count)}{step}:");
        lines[^1] += $" {value}";
        return lines;
    }

    // A value that is written out in another place is an alias here.
    private int EndOf(YamlEntry entry) => entry.Value.Span.Start < entry.Key.Span.End
        ? throw Unchangeable(entry.Key.Line, $"the value of '{entry.Key.Text}' is an alias")
        : entry.Value.Span.Start + Text[entry.Value.Span.Start..entry.Value.Span.End].TrimEnd().Length;

    private void Replace(YamlEntry entry, string value)
    {
        var (start, end) = (entry.Value.Span.Start, EndOf(entry));
        var colon = Text.IndexOf(':', entry.Key.Span.End) + 1;
        // On the key's own line the space before it stays; a block moves up to its key.
        var isBeside = end > colon && start >= colon && !Text[colon..start].Contains('\n', StringComparison.Ordinal);
        Text = isBeside ? $"{Text[..start]}{value}{Text[end..]}" : $"{Text[..colon]} {value}{Text[Math.Max(colon, end)..]}";
    }

    private void Insert(YamlMapping mapping, string key, string value, ReadOnlySpan<object> below)
    {
        if (mapping.IsFlow)
        {
            InsertBetweenBrackets(mapping, !mapping.Entries.IsEmpty, $"{key}: {Nested(value, below)}");
            return;
        }

        var indent = new string(' ', mapping.Entries[0].Key.Column - 1);
        var lines = Lines(indent, key, value, below);
        if (Comment(mapping, indent, key) is { } comment)
            Text = Text[..comment] + string.Join(LineBreak, lines) + Text[EndOfLine(comment)..];
        else
            InsertLines(EndOfLine(mapping.Span.End), lines);
    }

    /// <summary>Where a key stands as a comment among the keys of a section: below its first one as long as nothing is indented less, or above it.</summary>
    private int? Comment(YamlMapping mapping, string indent, string key)
    {
        var first = LineStart(mapping.Span.Start);
        for (var at = NextLine(first); at < Text.Length && (IsBlank(at) || IsAt(at, indent)); at = NextLine(at))
        {
            if (IsAt(at, $"{indent}#{key}:"))
                return at;
        }

        for (var at = first; at > 0 && string.IsNullOrWhiteSpace(Text[first..mapping.Span.Start]);)
        {
            at = LineStart(at - 1);
            if (IsAt(at, $"{indent}#{key}:"))
                return at;
            if (!IsBlank(at) && !(IsAt(at, indent) && Text[at..EndOfLine(at)].TrimStart()[0] == '#'))
                break;
        }

        return null;
    }

    private bool IsAt(int at, string what) => string.CompareOrdinal(Text, at, what, 0, what.Length) == 0;

    private bool IsBlank(int at) => string.IsNullOrWhiteSpace(Text[at..EndOfLine(at)]);

    private int LineStart(int at) => at == 0 ? 0 : Text.LastIndexOf('\n', at - 1) + 1;

    private int NextLine(int at) => Text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : Text.Length;

    private void InsertBetweenBrackets(YamlNode node, bool hasOthers, string what)
    {
        var at = node.Span.End - 1;
        var trimmed = Text[..at].TrimEnd();
        // Behind a comment the line is not ours.
        var last = hasOthers ? LastIn(node) : node.Span.Start + Text[node.Span.Start..].IndexOfAny(['{', '[']) + 1;
        Text = Text.Insert(trimmed.Length < last ? at : last, hasOthers ? $", {what}" : what);
    }

    private int LastIn(YamlNode node) => node switch
    {
        YamlMapping mapping => EndOf(mapping.Entries[^1]),
        YamlSequence list => list.Items[^1].Span.End,
        _ => node.Span.End,
    };

    private int EndOfLine(int at) => Text.IndexOf('\n', at) is >= 0 and var end ? end - (end > 0 && Text[end - 1] == '\r' ? 1 : 0) : Text.Length;

    private void InsertLines(int at, IEnumerable<string> lines)
    {
        var block = string.Join(LineBreak, lines);
        Text = at < Text.Length ? Text.Insert(at, LineBreak + block)
            : Text + (Text.Length == 0 || Text.EndsWith('\n') ? "" : LineBreak) + block + LineBreak;
    }

    private FormatException Unchangeable(int line, string problem) => new($"{file}:{line}: {problem}. Change that place by hand.");
}
