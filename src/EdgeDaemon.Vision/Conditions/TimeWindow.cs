namespace EdgeDaemon.Vision.Conditions;

/// <summary>
/// A part of every day, from a time up to another one; over midnight when the second is the earlier one, and all day when both are the same.
/// </summary>
/// <param name="From">First moment.</param>
/// <param name="To">First moment after it.</param>
public readonly record struct TimeWindow(DayTime From, DayTime To)
{
    /// <summary>
    /// Does a time lie in it? Where the sun does not rise or set, a window from one to the other is all of the day or nothing of it,
    /// by whether the sun is up; any other window with such an end is empty then.
    /// </summary>
    /// <param name="timeOfDay">Time since local midnight.</param>
    /// <param name="day">The day's sunrise and sunset.</param>
    public bool Contains(TimeSpan timeOfDay, in LocalDay day)
    {
        if (From.On(day) is not { } from || To.On(day) is not { } to)
            return IsWholeDay(day);
        if (from == to)
            return true;
        return from < to ? timeOfDay >= from && timeOfDay < to : timeOfDay >= from || timeOfDay < to;
    }

    private bool IsWholeDay(in LocalDay day) => (From.Anchor, To.Anchor) switch
    {
        (DayAnchor.Sunrise, DayAnchor.Sunset) => day.IsSunUp == true,
        (DayAnchor.Sunset, DayAnchor.Sunrise) => day.IsSunUp == false,
        _ => false,
    };
}
