using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Vision.Conditions;

namespace EdgeDaemon.Pipeline.Gating;

/// <summary>Reads the times of a schedule, whose form the configuration has checked.</summary>
internal static class ScheduleTimes
{
    /// <summary>The part of the day that an entry is for.</summary>
    public static TimeWindow WindowOf(ScheduleConfig entry) => new(Parse(entry.From), Parse(entry.To));

    private static DayTime Parse(string text)
    {
        const int SunWordLength = 6; // "sunset"; "sunrise" is one longer.
        if (!text.StartsWith("sun", StringComparison.Ordinal))
            return new DayTime(DayAnchor.Midnight, TimeSpan.ParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture));
        var isRise = text.StartsWith("sunrise", StringComparison.Ordinal);
        var offset = text[(isRise ? SunWordLength + 1 : SunWordLength)..];
        return new DayTime(isRise ? DayAnchor.Sunrise : DayAnchor.Sunset, OffsetOf(offset));
    }

    private static TimeSpan OffsetOf(string text)
    {
        if (text.Length == 0)
            return TimeSpan.Zero;
        var count = int.Parse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return text[^1] == 'h' ? TimeSpan.FromHours(count) : TimeSpan.FromMinutes(count);
    }
}
