using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlSlug(string[] reserved) : YamlType<string>
{
    public override string Allowed => $"1 to {Slug.MaxLength} of the characters a-z, 0-9, _ and -";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out string result)
    {
        result = value.ScalarText;
        if (result is null)
            return value.FailType("a name", value.IsNull ? $"{Allowed}; in quotes if it really is the word null" : Allowed);
        if (!Slug.IsValid(result))
            return value.Fail($"{value.Node.Describe()} cannot stand in a topic", $"Write {Allowed}, such as '{Slug.From(result)}'.");
        return !reserved.Contains(result) || value.Fail(
            $"{value.Node.Describe()} is a word of the topics", $"Choose a name other than {string.Join(", ", reserved)}.");
    }

    public override string Format(string value) => YamlText.ToScalar(value);

    public override JsonNode ToJson(string value) => JsonValue.Create(value);

    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "string", ["pattern"] = $"^[a-z0-9_-]{{1,{Slug.MaxLength}}}$" };
        if (reserved.Length > 0)
            schema["not"] = new JsonObject { ["enum"] = new JsonArray([.. reserved.Select(r => JsonValue.Create(r))]) };
        return schema;
    }
}
