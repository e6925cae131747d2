using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlNumber(double min, double max, string unit) : YamlType<double>
{
    public override string Allowed => string.Create(CultureInfo.InvariantCulture,
        $"a number {(unit.Length > 0 ? $"of {unit} " : "")}from {min} to {max}");

    public override bool TryRead(YamlValue value, out double result)
    {
        result = 0;
        if (value.Node is not YamlScalar { IsPlain: true } scalar || !TryParse(scalar.Text, out var number))
            return value.FailType("a number", Allowed, unquoted: true);
        if (number < min || number > max)
            return value.Fail($"{YamlText.Printable(scalar.Text)} is out of range", $"Write {Allowed}.");
        result = number;
        return true;
    }

    public override string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };

    public override JsonNode ToJson(double value) => JsonValue.Create(value);

    /// <summary>Decimal with a point and perhaps an exponent; no infinity, no NaN, no thousands separator.</summary>
    internal static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number) && double.IsFinite(number) && text.Any(char.IsAsciiDigit);
}
