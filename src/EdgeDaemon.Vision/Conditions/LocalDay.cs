namespace EdgeDaemon.Vision.Conditions;

/// <summary>A day at a place: what its clock shows at sunrise and sunset.</summary>
/// <param name="Sunrise">Time since local midnight; null without a place, or when the sun does not rise.</param>
/// <param name="Sunset">Likewise.</param>
/// <param name="IsSunUp">Where there is no sunrise: is the sun up all day? Null without a place.</param>
public readonly record struct LocalDay(TimeSpan? Sunrise, TimeSpan? Sunset, bool? IsSunUp)
{
    /// <summary>A day without a place: only the clock counts.</summary>
    public static LocalDay Anywhere => default;

    /// <summary>The day that <paramref name="local"/> lies in.</summary>
    /// <param name="local">Local time, with its offset from UTC.</param>
    /// <param name="latitude">Degrees, north positive.</param>
    /// <param name="longitude">Degrees, east positive.</param>
    public static LocalDay At(DateTimeOffset local, double latitude, double longitude)
    {
        var sun = SunTimes.Of(DateOnly.FromDateTime(local.DateTime), latitude, longitude);
        return new LocalDay(OnClock(sun.Rise), OnClock(sun.Set), sun.Rise is null ? sun.IsUpAllDay : null);

        TimeSpan? OnClock(DateTime? utc) => utc is { } time ? Wrap(time + local.Offset - local.Date) : null;
    }

    /// <summary>Brings a time into 0..24 h.</summary>
    internal static TimeSpan Wrap(TimeSpan time)
    {
        var ticks = time.Ticks % TimeSpan.TicksPerDay;
        return TimeSpan.FromTicks(ticks < 0 ? ticks + TimeSpan.TicksPerDay : ticks);
    }
}
