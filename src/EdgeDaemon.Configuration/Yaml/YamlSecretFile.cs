using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A path, or <c>credential:NAME</c>, see <see cref="Credential"/>, which is kept as it is written.</summary>
internal sealed class YamlSecretFile : YamlType<string>
{
    public override string Allowed => $"{YamlTypes.Path.Allowed}, or {Credential.Prefix}NAME";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out string result)
    {
        if (value.ScalarText is not { } text || !text.StartsWith(Credential.Prefix, StringComparison.Ordinal))
            return YamlTypes.Path.TryRead(value, out result);
        result = text;
        return Credential.NameIn(text) is not null || value.Fail($"{value.Node.Describe()} names no credential",
            $"Write {Credential.Prefix} and 1 to 64 of the characters a-z, A-Z, 0-9, _, - and ., as in {Credential.Prefix}mqtt-password.");
    }

    public override string Format(string value) => YamlTypes.Path.Format(value);

    public override JsonNode? ToJson(string value) => YamlTypes.Path.ToJson(value);

    public override JsonObject ToJsonSchema()
    {
        var schema = YamlTypes.Path.ToJsonSchema();
        schema["examples"] = new JsonArray($"{Credential.Prefix}mqtt-password");
        return schema;
    }
}
