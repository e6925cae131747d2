using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>
/// A list of sections, each with a key of which no two have the same value: its name. Two lists are compared item by item where
/// the identities agree; adding, removing and reordering takes a restart, because the position of an item is its number in the
/// journal.
/// </summary>
/// <param name="section">The items.</param>
/// <param name="min">Least items.</param>
/// <param name="max">Most items.</param>
/// <param name="nameKey">The key that names an item.</param>
/// <param name="remedy">What to do about two with the same name.</param>
/// <param name="name">The item's name.</param>
/// <param name="identity">What makes an item another one for the running daemon: at least its name.</param>
internal sealed class ConfigSectionList<T>(
    ConfigSection<T> section, int min, int max, string nameKey, string remedy, Func<T, string> name, Func<T, string> identity)
    : YamlType<ImmutableArray<T>>, IConfigPart<ImmutableArray<T>>
    where T : notnull
{
    private readonly YamlType<ImmutableArray<T>> _list = YamlTypes.List(section, min, max);

    public override string Allowed => _list.Allowed;

    public override bool TryRead(YamlValue value, out ImmutableArray<T> result)
    {
        if (value.Node is YamlMapping { Entries: [{ Value: YamlMapping } first, ..] })
        {
            result = [];
            return value.Fail("a section of keys is not a list", $"Begin each item with a dash and its {nameKey}, as in '- {nameKey}: {YamlText.Printable(first.Key.Text)}'.");
        }

        var isRead = _list.TryRead(value, out result);
        return HasUniqueNames(value) && isRead;
    }

    public override string Format(ImmutableArray<T> value) => _list.Format(value);

    public override JsonObject ToJsonSchema() => _list.ToJsonSchema();

    public void Describe(string path, string description, List<ConfigSectionInfo> sections) =>
        section.Describe($"{path}[]", description, sections);

    public void Compare(ImmutableArray<T> before, ImmutableArray<T> after, string path, List<ConfigDifference> differences)
    {
        if (!before.Select(identity).SequenceEqual(after.Select(identity)))
            differences.Add(new ConfigDifference(path, Identities(before), Identities(after), ConfigReload.Restart));
        foreach (var (old, @new) in Pair(before, after))
            section.Compare(old, @new, $"{path}[{name(old)}]", differences);
    }

    public ImmutableArray<T> TakeLive(ImmutableArray<T> running, ImmutableArray<T> next)
    {
        var nextOf = Pair(running, next).ToDictionary(p => identity(p.Before), p => p.After);
        return [.. running.Select(item => nextOf.TryGetValue(identity(item), out var changed) ? section.TakeLive(item, changed) : item)];
    }

    private IEnumerable<(T Before, T After)> Pair(ImmutableArray<T> before, ImmutableArray<T> after) =>
        before.Join(after, identity, identity, (old, @new) => (old, @new));

    private string Identities(ImmutableArray<T> items) => $"[{string.Join(", ", items.Select(identity))}]";

    /// <summary>Looks at the names as they are written, so that an item with another error takes part.</summary>
    private bool HasUniqueNames(YamlValue value)
    {
        var unique = true;
        var first = new Dictionary<string, (string Path, int Line)>();
        var items = value.Node is YamlSequence sequence ? sequence.Items : [];
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not YamlMapping item || item.Entries.FirstOrDefault(e => e.Key.Text == nameKey).Value is not YamlScalar node)
                continue;
            var here = value.At(i, item).At(nameKey, node);
            if (!first.TryAdd(node.Text, (value.At(i, item).Path, node.Line)))
            {
                var (path, line) = first[node.Text];
                unique = here.Fail($"{node.Describe()} is the {nameKey} of {path} too (line {line})", remedy);
            }
        }

        return unique;
    }
}
