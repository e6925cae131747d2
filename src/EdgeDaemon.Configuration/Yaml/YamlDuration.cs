using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlDuration(TimeSpan min, TimeSpan max) : YamlType<TimeSpan>
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    public override string Allowed => $"a duration from {Format(min)} to {Format(max)} (such as 500ms, 10s, 2m; a plain number is seconds)";

    public override bool TryRead(YamlValue value, out TimeSpan result)
    {
        result = default;
        if (value.ScalarText is not { } text || !TryParse(text, out var seconds))
            return value.FailType("a duration", Allowed);
        if (seconds < min.TotalSeconds || seconds > max.TotalSeconds)
            return value.Fail($"{YamlText.Printable(text)} is out of range", $"Write {Allowed}.");
        result = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>In the largest unit that needs no fraction.</summary>
    public override string Format(TimeSpan value)
    {
        var (suffix, divisor) =
            value.Ticks % TimeSpan.TicksPerSecond != 0 ? ("ms", TimeSpan.TicksPerMillisecond)
            : value.Ticks % TimeSpan.TicksPerMinute != 0 || value == TimeSpan.Zero ? ("s", TimeSpan.TicksPerSecond)
            : value.Ticks % TimeSpan.TicksPerHour != 0 ? ("m", TimeSpan.TicksPerMinute)
            : ("h", TimeSpan.TicksPerHour);
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)value.Ticks / divisor}{suffix}");
    }

    public override JsonObject ToJsonSchema() => new()
    {
        ["type"] = new JsonArray("string", "number"),
        ["pattern"] = @"^[0-9]+(\.[0-9]+)?(ms|s|m|h)?$",
        ["minimum"] = min.TotalSeconds,
        ["maximum"] = max.TotalSeconds,
        ["examples"] = new JsonArray(Format(min), Format(max)),
    };

    private static bool TryParse(string text, out double seconds)
    {
        var (suffix, unit) = Units.FirstOrDefault(u => text.EndsWith(u.Suffix, StringComparison.Ordinal), ("", 1));
        var number = text[..^suffix.Length];
        seconds = 0;
        if (number.Length == 0 || !char.IsAsciiDigit(number[0]) || !YamlNumber.TryParse(number, out var count))
            return false;
        seconds = count * unit;
        return true;
    }
}
