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
        var scalar = value.Node as YamlScalar;
        var isNumber = TryParse(scalar is { IsPlain: true } ? scalar.Text : "", out var number);
        if (isNumber && number >= min && number <= max)
        {
            result = number;
            return true;
        }

        if (scalar is not null && Meant(scalar.Text) is { } meant)
            return value.Fail(isNumber ? $"{YamlText.Printable(scalar.Text)} is out of range" : $"{value.Node.Describe()} is not a number", string.Create(CultureInfo.InvariantCulture, $"Did you mean {meant}? Write {Allowed}."));
        return isNumber ? value.Fail($"{YamlText.Printable(scalar!.Text)} is out of range", $"Write {Allowed}.") : value.FailType("a number", Allowed, unquoted: true);
    }

    /// <summary>What a decimal comma or a percentage stands for, where that is allowed; null: neither is there.</summary>
    private double? Meant(string text)
    {
        var isPercentage = text.EndsWith('%');
        if (!TryParse(text.TrimEnd('%').TrimEnd().Replace(',', '.'), out var number))
            return null;
        if (isPercentage || (max == 1 && number is >= 2 and <= 100))
            number = Math.Round(number / 100, 6);
        else if (!text.Contains(','))
            return null;
        return number >= min && number <= max ? number : null;
    }

    public override string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };

    public override JsonNode ToJson(double value) => JsonValue.Create(value);

    /// <summary>Decimal with a point and perhaps an exponent; no infinity, no NaN, no thousands separator.</summary>
    internal static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number) && double.IsFinite(number) && text.Any(char.IsAsciiDigit);
}
