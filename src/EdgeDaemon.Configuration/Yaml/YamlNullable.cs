using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A value type, or null.</summary>
internal sealed class YamlNullable<T>(YamlType<T> type) : YamlType<T?> where T : struct
{
    public override string Allowed => $"{type.Allowed}, or null";

    public override bool TryRead(YamlValue value, out T? result)
    {
        result = null;
        if (value.IsNull)
            return true;
        if (!type.TryRead(value, out var read))
            return false;
        result = read;
        return true;
    }

    public override string Format(T? value) => value is { } some ? type.Format(some) : "null";

    public override JsonObject ToJsonSchema() => YamlOptional.AllowNull(type.ToJsonSchema());

    public override JsonNode? ToJson(T? value) => value is { } some ? type.ToJson(some) : null;
}
