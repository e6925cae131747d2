using System.Collections.Immutable;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Configuration;

/// <summary>Which frames are worth an inference.</summary>
public sealed record MotionConfig
{
    /// <summary>Are frames in which nothing moves left out? Without it every frame is inferred.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Least difference from the background that can be motion, in grey levels.</summary>
    public double Threshold { get; init; } = 6;

    /// <summary>Least area of a moving region, as a share of the frame.</summary>
    public double MinArea { get; init; } = 0.0015;

    /// <summary>Share of the frame that must change at once for it to be the light.</summary>
    public double LightingShare { get; init; } = 0.5;

    /// <summary>After motion every frame is inferred for this long.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time between two inferred frames.</summary>
    public TimeSpan Keepalive { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How objects are followed.</summary>
public sealed record TrackingConfig
{
    /// <summary>An object that has stayed in its place for this long is stationary.</summary>
    public TimeSpan StationaryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sizes that objects of single labels can have, by slug.</summary>
    public ImmutableDictionary<string, SizeLimits> Sizes { get; init; } = ImmutableDictionary<string, SizeLimits>.Empty;
}

/// <summary>Sizes that an object can have: area of its box as a share of the frame.</summary>
public sealed record SizeLimits
{
    /// <summary>Least area.</summary>
    public double MinArea { get; init; }

    /// <summary>Greatest area.</summary>
    public double MaxArea { get; init; } = 1;
}

/// <summary>A point of the frame, as fractions of its width and height from the upper left.</summary>
public readonly record struct PointConfig(double X, double Y);

/// <summary>Which way over a line counts.</summary>
public enum LineDirection
{
    /// <summary>Both ways.</summary>
    Either,

    /// <summary>To the left-hand side of someone who stands at the first point and looks to the second.</summary>
    ToLeft,

    /// <summary>To the right-hand side.</summary>
    ToRight,
}

/// <summary>A part of the frame that events are told about: an area, or a line.</summary>
public sealed record ZoneConfig
{
    /// <summary>Slug; part of its topics.</summary>
    public required string Name { get; init; }

    /// <summary>Corners of the area; empty for a line.</summary>
    public ImmutableArray<PointConfig> Area { get; init; } = [];

    /// <summary>The two ends of the line; empty for an area.</summary>
    public ImmutableArray<PointConfig> Line { get; init; } = [];

    /// <summary>Which way over the line counts.</summary>
    public LineDirection Direction { get; init; }

    /// <summary>Labels that it is for; empty: all.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Frames in a row inside before an object is in the area, and outside before it is not.</summary>
    public int Inertia { get; init; } = 3;

    /// <summary>Time inside before an object is in the area.</summary>
    public TimeSpan Loitering { get; init; }
}

/// <summary>What holds at some times of the day, or in the dark.</summary>
public sealed record ScheduleConfig
{
    /// <summary>From when on: <c>HH:MM</c>, or <c>sunrise</c> or <c>sunset</c>, perhaps with <c>+30m</c> or <c>-1h</c>.</summary>
    public string From { get; init; } = "00:00";

    /// <summary>Until when; the same as <see cref="From"/>: all day.</summary>
    public string To { get; init; } = "00:00";

    /// <summary>Only when it is dark (true) or light (false) where the camera looks; null: either.</summary>
    public bool? Dark { get; init; }

    /// <summary>Is anything looked for then?</summary>
    public bool Detect { get; init; } = true;

    /// <summary>Score from which a label counts then; null: as at other times.</summary>
    public double? ScoreThreshold { get; init; }

    /// <summary>Score thresholds of single labels then, by slug.</summary>
    public ImmutableDictionary<string, double> LabelThresholds { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Does it go by the sun?</summary>
    public bool NeedsSun => From.StartsWith("sun", StringComparison.Ordinal) || To.StartsWith("sun", StringComparison.Ordinal);
}

/// <summary>Where the device stands, for sunrise and sunset. It is used on the device alone and is part of no record or message.</summary>
public sealed record LocationConfig
{
    /// <summary>Degrees, north positive.</summary>
    public double Latitude { get; init; }

    /// <summary>Degrees, east positive.</summary>
    public double Longitude { get; init; }
}

/// <summary>How much of what a camera sees may leave the device.</summary>
public sealed record PrivacyConfig
{
    /// <summary>The most that becomes a record; a command may make it stricter.</summary>
    public PrivacyLevel Level { get; init; } = PrivacyLevel.Box;

    /// <summary>Times in records are rounded down to a multiple of this; zero: they are exact.</summary>
    public TimeSpan TimeRounding { get; init; }

    /// <summary>What the console shows of its pictures; null: as for the device.</summary>
    public ConsoleView? Console { get; init; }
}

/// <summary>What somebody at the device's console sees of a camera's pictures.</summary>
public enum ConsoleView
{
    /// <summary>None.</summary>
    Never,

    /// <summary>Pictures in which people are pixelated; all of it where nobody knows where they are.</summary>
    Masked,

    /// <summary>Pictures as they are. Privacy masks are painted all the same.</summary>
    Full,
}
