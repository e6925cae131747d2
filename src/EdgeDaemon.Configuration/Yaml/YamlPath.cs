using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlPath : YamlType<string>
{
    private const int MaxLength = 4096;

    public override string Allowed => "a path, relative to this file's folder or beginning with /";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out string result)
    {
        result = null;
        if (value.ScalarText is not { Length: > 0 and <= MaxLength } text)
            return value.FailType("a path", Allowed);
        if (text.Any(char.IsControl))
            return value.Fail($"{value.Node.Describe()} holds a control character", $"Write {Allowed}.");
        if (text.Contains("://", StringComparison.Ordinal))
            return value.Fail($"{value.Node.Describe()} is a URL", $"Nothing is ever fetched. Write {Allowed}.");
        if (text[0] == '~' || text[0] == '$')
            return value.Fail($"{value.Node.Describe()} begins with '{text[0]}', which is not expanded", "Write the path out.");
        result = Path.GetFullPath(text, Path.GetDirectoryName(Path.GetFullPath(value.Errors.File)) ?? "/");
        return true;
    }

    public override string Format(string value) => YamlText.ToScalar(value);

    public override JsonNode ToJson(string value) => JsonValue.Create(value);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = MaxLength };
}
