using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A list of items of one type.</summary>
internal sealed class YamlList<T>(YamlType<T> item, int min, int max, bool unique) : YamlType<ImmutableArray<T>>
{
    public override string Allowed => $"a list ({Length}) of: {item.Allowed}";

    private string Length => (min, max) switch
    {
        (0, int.MaxValue) => "perhaps empty",
        (_, int.MaxValue) => $"at least {min}",
        (0, _) => $"at most {max}",
        _ => $"{min} to {max}",
    };

    public override bool TryRead(YamlValue value, out ImmutableArray<T> result)
    {
        result = [];
        if (value.Node is not YamlSequence sequence)
            return value.FailType("a list", $"a list, one item per line after '- ', or [a, b]; each item: {item.Allowed}");
        if (sequence.Items.Length < min || sequence.Items.Length > max)
            return value.Fail($"has {sequence.Items.Length} items", $"Write {Allowed}.");
        var items = ImmutableArray.CreateBuilder<T>(sequence.Items.Length);
        var seen = new HashSet<T>();
        var complete = true;
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var itemValue = value.At(i, sequence.Items[i]);
            if (!item.TryRead(itemValue, out var read))
                complete = false;
            else if (unique && !seen.Add(read))
                complete = itemValue.Fail($"{itemValue.Node.Describe()} is in the list twice", "Remove one of the two.");
            else
                items.Add(read);
        }

        result = items.ToImmutable();
        return complete;
    }

    public override string Format(ImmutableArray<T> value) => $"[{string.Join(", ", value.Select(item.Format))}]";

    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.ToJsonSchema(), ["minItems"] = min };
        if (max < int.MaxValue)
            schema["maxItems"] = max;
        if (unique)
            schema["uniqueItems"] = true;
        return schema;
    }

    public override JsonNode ToJson(ImmutableArray<T> value) => new JsonArray([.. value.Select(item.ToJson)]);
}
