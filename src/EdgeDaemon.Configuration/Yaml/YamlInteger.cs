using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlInteger(int min, int max, string unit, int step) : YamlType<int>
{
    public override string Allowed => step switch
    {
        1 => $"a whole number {Range}",
        2 => $"an even number {Range}",
        _ => $"a multiple of {step} {Range}",
    };

    private string Range => $"{(unit.Length > 0 ? $"of {unit} " : "")}from {min} to {max}";

    public override bool TryRead(YamlValue value, out int result)
    {
        result = 0;
        if (value.Node is not YamlScalar { IsPlain: true } scalar || !IsDecimal(scalar.Text))
            return value.FailType("a whole number", Allowed, unquoted: true);
        // More digits than a long has are out of range all the same.
        if (!long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < min || number > max)
            return value.Fail($"{YamlText.Printable(scalar.Text)} is out of range", $"Write {Allowed}.");
        if (number % step != 0)
            return value.Fail($"{YamlText.Printable(scalar.Text)} is not {(step == 2 ? "even" : $"a multiple of {step}")}",
                $"Write {Allowed}.");
        result = (int)number;
        return true;
    }

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };
        if (step != 1)
            schema["multipleOf"] = step;
        return schema;
    }

    public override JsonNode ToJson(int value) => JsonValue.Create(value);

    /// <summary>No hexadecimal, and no leading zero: 010 is eight to some readers of YAML and ten to others.</summary>
    private static bool IsDecimal(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') || text.StartsWith('+') ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');
    }
}
