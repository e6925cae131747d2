using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A reference type, or null.</summary>
internal sealed class YamlOptional<T>(YamlType<T> type) : YamlType<T?> where T : class
{
    public override string Allowed => $"{type.Allowed}, or null";

    public override bool TryRead(YamlValue value, out T? result)
    {
        result = null;
        return value.IsNull || type.TryRead(value, out result);
    }

    public override string Format(T? value) => value is null ? "null" : type.Format(value);

    public override JsonObject ToJsonSchema() => YamlOptional.AllowNull(type.ToJsonSchema());

    public override JsonNode? ToJson(T? value) => value is null ? null : type.ToJson(value);
}

/// <summary>The JSON Schema side of "or null".</summary>
internal static class YamlOptional
{
    public static JsonObject AllowNull(JsonObject schema)
    {
        switch (schema["type"])
        {
            case JsonArray types: types.Add((JsonNode)"null"); break;
            case JsonValue type: schema["type"] = new JsonArray(type.DeepClone(), "null"); break;
            default: return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        return schema;
    }
}
