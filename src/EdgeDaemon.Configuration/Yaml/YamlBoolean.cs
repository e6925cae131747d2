using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlBoolean : YamlType<bool>
{
    public override string Allowed => "true or false";

    public override bool TryRead(YamlValue value, out bool result)
    {
        // A quoted "true" is a text for every other reader of the file, so it is refused as one.
        var text = value.Node is YamlScalar { IsPlain: true } ? value.ScalarText : null;
        result = text is "true" or "True" or "TRUE";
        if (result || text is "false" or "False" or "FALSE")
            return true;
        return text?.ToLowerInvariant() switch
        {
            "yes" or "on" or "y" or "1" => value.Fail($"{value.Node.Describe()} is not true or false", "Write true."),
            "no" or "off" or "n" or "0" => value.Fail($"{value.Node.Describe()} is not true or false", "Write false."),
            _ => value.FailType("true or false", Allowed, unquoted: true),
        };
    }

    public override string Format(bool value) => value ? "true" : "false";

    public override JsonObject ToJsonSchema() => new() { ["type"] = "boolean" };

    public override JsonNode ToJson(bool value) => JsonValue.Create(value);
}
