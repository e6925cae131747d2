using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Conditions;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A condition; what is wrong with it is told with its column.</summary>
internal sealed class YamlCondition : YamlType<Condition>
{
    private const int MostCharacters = 200;
    private const string Pattern = "^[a-z0-9_.()<>=! \\t-]{1,200}$";

    public override string Allowed => $"a condition of at most {MostCharacters} characters such as 'person > 0 and not dark'";

    public override bool TryRead(YamlValue value, out Condition result)
    {
        result = null!;
        if (value.ScalarText is not { Length: <= MostCharacters } text)
            return value.FailType("a condition", Allowed);
        try
        {
            result = ConditionParser.Parse(text);
            return true;
        }
        catch (ConditionException e)
        {
            var column = value.Node.Column + (value.Node is YamlScalar { IsPlain: true } ? 0 : 1) + e.Offset;
            value.Errors.Add(value.Node.Line, column, value.Path, $"{e.Message} (column {column})", e.Remedy);
            return false;
        }
    }

    public override string Format(Condition value) => YamlText.ToScalar(value.Text);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "string", ["pattern"] = Pattern, ["examples"] = new JsonArray("person > 0 and not dark") };
}
