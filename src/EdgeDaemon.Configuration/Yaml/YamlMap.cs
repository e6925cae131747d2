using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A section whose keys are of the user's choosing, with values of one type.</summary>
internal sealed class YamlMap<T>(YamlType<string> keyType, YamlType<T> valueType) : YamlType<ImmutableDictionary<string, T>>
{
    public override string Allowed => $"keys ({keyType.Allowed}), each with {valueType.Allowed}";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out ImmutableDictionary<string, T> result)
    {
        result = null;
        if (value.Node is not YamlMapping mapping)
            return value.FailType("a section", Allowed);
        var entries = ImmutableDictionary.CreateBuilder<string, T>();
        var complete = true;
        foreach (var entry in mapping.Entries)
        {
            var isKey = keyType.TryRead(value.At(entry.Key.Text, entry.Key), out var name);
            var isValue = valueType.TryRead(value.At(entry.Key.Text, entry.Value), out var item);
            if (isKey && isValue)
                entries[name!] = item!;
            else
                complete = false;
        }

        result = complete ? entries.ToImmutable() : null;
        return complete;
    }

    public override string Format(ImmutableDictionary<string, T> value) =>
        $"{{{string.Join(", ", Sorted(value).Select(e => $"{keyType.Format(e.Key)}: {valueType.Format(e.Value)}"))}}}";

    public override JsonObject ToJsonSchema() => new()
    {
        ["type"] = "object",
        ["propertyNames"] = keyType.ToJsonSchema(),
        ["additionalProperties"] = valueType.ToJsonSchema(),
    };

    public override JsonNode ToJson(ImmutableDictionary<string, T> value) =>
        new JsonObject(Sorted(value).Select(e => KeyValuePair.Create(e.Key, valueType.ToJson(e.Value))));

    private static IEnumerable<KeyValuePair<string, T>> Sorted(ImmutableDictionary<string, T> value) =>
        value.OrderBy(e => e.Key, StringComparer.Ordinal);
}
