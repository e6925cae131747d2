namespace EdgeDaemon.Vision.Conditions;

/// <summary>What a time of day is counted from.</summary>
public enum DayAnchor
{
    /// <summary>Midnight by the local clock.</summary>
    Midnight,

    /// <summary>Sunrise.</summary>
    Sunrise,

    /// <summary>Sunset.</summary>
    Sunset,
}

/// <summary>A time of day: so long after midnight, or after or before the sun rises or sets.</summary>
/// <param name="Anchor">What it is counted from.</param>
/// <param name="Offset">How long after it; before it when negative.</param>
public readonly record struct DayTime(DayAnchor Anchor, TimeSpan Offset)
{
    /// <summary>As time since local midnight, within a day; null when there is no sunrise or sunset today.</summary>
    internal TimeSpan? On(in LocalDay day)
    {
        var anchor = Anchor switch
        {
            DayAnchor.Sunrise => day.Sunrise,
            DayAnchor.Sunset => day.Sunset,
            _ => TimeSpan.Zero,
        };
        return anchor + Offset is { } time ? LocalDay.Wrap(time) : null;
    }
}
