using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A point of the frame: <c>[x, y]</c>, each a fraction.</summary>
internal sealed class YamlPoint : YamlType<PointConfig>
{
    private static readonly YamlType<System.Collections.Immutable.ImmutableArray<double>> Pair =
        YamlTypes.List(YamlTypes.Number(0, 1), min: 2, max: 2);

    public override string Allowed => "a point [x, y], each a number from 0 to 1";

    public override bool TryRead(YamlValue value, out PointConfig result)
    {
        result = default;
        if (value.Node is not YamlSequence)
            return value.FailType("a point", Allowed);
        if (!Pair.TryRead(value, out var pair))
            return false;
        result = new PointConfig(pair[0], pair[1]);
        return true;
    }

    public override string Format(PointConfig value) => string.Create(CultureInfo.InvariantCulture, $"[{value.X:R}, {value.Y:R}]");

    public override JsonObject ToJsonSchema()
    {
        var schema = Pair.ToJsonSchema();
        schema["examples"] = new JsonArray(new JsonArray(0.25, 0.5));
        return schema;
    }

    public override JsonNode ToJson(PointConfig value) => new JsonArray(value.X, value.Y);
}
