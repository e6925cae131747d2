using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>Any scalar is a text here, quoted or not, but for null.</summary>
internal sealed class YamlPattern(string allowed, string pattern, string? example) : YamlType<string>
{
    private readonly Regex _pattern = new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public override string Allowed => allowed;

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out string result)
    {
        result = value.ScalarText;
        if (result is null)
            return value.FailType("a text", value.IsNull ? $"{Allowed}; in quotes if it really is the word null" : Allowed);
        // "$" also matches before a last line feed; the match must be the whole text.
        var match = _pattern.Match(result);
        return (match.Success && match.Length == result.Length) || value.Fail($"{value.Node.Describe()} is not allowed",
            $"Write {Allowed}.");
    }

    public override string Format(string value) => YamlText.ToScalar(value);

    public override JsonNode ToJson(string value) => JsonValue.Create(value);

    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "string", ["pattern"] = pattern };
        if (example is not null)
            schema["examples"] = new JsonArray(example);
        return schema;
    }
}
