using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Contracts.Yaml;

/// <summary>A list of items of one type.</summary>
public class YamlList<T>(YamlType<T> item, int min, int max, bool unique) : YamlType<ImmutableArray<T>>
{
    /// <summary>The type of the items.</summary>
    public YamlType<T> Item { get; } = item;

    /// <inheritdoc/>
    public override string Allowed => $"a list ({Length}) of: {Item.Allowed}";

    private string Length => (min, max) switch
    {
        (0, int.MaxValue) => "perhaps empty",
        (_, int.MaxValue) => $"at least {min}",
        (0, _) => $"at most {max}",
        _ => $"{min} to {max}",
    };

    /// <inheritdoc/>
    public override bool TryRead(YamlValue value, out ImmutableArray<T> result)
    {
        result = [];
        if (value.Node is not YamlSequence sequence)
            return value.FailType("a list", $"a list, one item per line after '- ', or [a, b]; each item: {Item.Allowed}");
        if (sequence.Items.Length < min || sequence.Items.Length > max)
            return value.Fail($"has {sequence.Items.Length} items", $"Write {Allowed}.");
        var items = ImmutableArray.CreateBuilder<T>(sequence.Items.Length);
        var complete = true;
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var itemValue = value.At(i, sequence.Items[i]);
            if (!Item.TryRead(itemValue, out var read))
                complete = false;
            else if (unique && items.Contains(read))
                complete = itemValue.Fail($"{itemValue.Node.Describe()} is in the list twice", "Remove one of the two.");
            else
                items.Add(read);
        }

        result = items.ToImmutable();
        return complete;
    }

    /// <inheritdoc/>
    public override string Format(ImmutableArray<T> value) => $"[{string.Join(", ", value.Select(Item.Format))}]";

    /// <inheritdoc/>
    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Item.ToJsonSchema(), ["minItems"] = min };
        if (max < int.MaxValue)
            schema["maxItems"] = max;
        if (unique)
            schema["uniqueItems"] = true;
        return schema;
    }

    /// <inheritdoc/>
    public override JsonNode ToJson(ImmutableArray<T> value) => new JsonArray([.. value.Select(Item.ToJson)]);
}
