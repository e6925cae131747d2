using YamlDotNet.Core;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>Turns the parser's complaint into one line that says where to look.</summary>
internal static class YamlSyntax
{
    private const int LongestMessage = 200;

    /// <summary>What helps against which of the parser's complaints; the first that fits.</summary>
    private static readonly (string Complaint, string Remedy)[] Remedies =
    [
        ("is not closed", "Close it with ] or }."),
        ("unknown escape", "Write \\\\ for a backslash, or put the value in single quotes, in which it means itself."),
        ("quoted scalar", "Close the quote; in single quotes write '' for a quote that is meant."),
        ("cannot start any token", "Put the value in quotes: it begins with a character that means something else in YAML."),
        ("anchor or alias", "Put the value in quotes: it begins with a character that means something else in YAML."),
        ("found invalid mapping", "Put a value with a colon in quotes, or indent the line as those that it belongs to."),
        ("expected key", "Write 'key: value' with a space after the colon, indented as the keys above; put a value with quotes or brackets in it in quotes as a whole."),
        ("'-' indicator", "Begin it with '- ' as the items above, or indent it as the keys that it belongs to."),
    ];

    /// <summary>Adds the error.</summary>
    /// <param name="text">The file.</param>
    /// <param name="syntax">The parser's complaint.</param>
    /// <param name="reached">Where the last event ended that the parser understood.</param>
    /// <param name="errors">Takes it.</param>
    public static void Explain(string text, YamlException syntax, in Mark reached, YamlErrors errors)
    {
        if (FindTabIndent(text, syntax, (int)reached.Line) is { } tabLine)
        {
            errors.Add(tabLine, 1, "", "the line is indented with a tab", "Indent with spaces; two per level are usual.");
            return;
        }

        var remedy = Remedies.FirstOrDefault(r => syntax.Message.Contains(r.Complaint, StringComparison.Ordinal)).Remedy;
        errors.Add((int)syntax.Start.Line, (int)syntax.Start.Column, "", $"not valid YAML: {YamlText.Printable(OneLine(syntax.Message), LongestMessage)}",
            remedy ?? "Check indentation, quotes and the space after each colon, here and on the line above.");
    }

    /// <summary>
    /// The line whose tab the parser stumbled over. It does not always say where, and does not always say that it is a tab.
    /// </summary>
    private static int? FindTabIndent(string text, YamlException syntax, int reachedLine)
    {
        var last = syntax.Message.Contains(" tab ", StringComparison.Ordinal) ? int.MaxValue : (int)syntax.End.Line;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++number >= reachedLine && number <= last && line[..(line.Length - line.TrimStart().Length)].Contains('\t'))
                return number;
        }

        return null;
    }

    private static string OneLine(string message)
    {
        var text = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : "unknown error";
    }
}
