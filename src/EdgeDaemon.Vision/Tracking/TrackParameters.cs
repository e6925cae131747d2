using System.Collections.Immutable;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>When a tracked object is an event.</summary>
public sealed record TrackParameters
{
    /// <summary>An event starts after this many frames with the object, 1 or more.</summary>
    public int VisibleFrames { get; init => field = AtLeastOne(value, nameof(VisibleFrames)); } = 3;

    /// <summary>It ends after this many frames in a row without it, 1 or more; of an object that stood still, after twice as many.</summary>
    public int HiddenFrames { get; init => field = AtLeastOne(value, nameof(HiddenFrames)); } = 5;

    /// <summary>An object that has stayed in its place for this long is stationary: still counted, no longer news.</summary>
    public TimeSpan StationaryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One rule per label; labels beyond its end are not reported.</summary>
    public required ImmutableArray<LabelRule> Labels { get; init; }

    /// <summary>The camera's zones, at most 16; the position is the zone's bit.</summary>
    public ImmutableArray<Zone> Zones { get; init; } = [];

    /// <summary>Objects that stand here are not seen.</summary>
    public CellMask Mask { get; init; } = CellMask.None;

    /// <summary>The rule for a label.</summary>
    public LabelRule RuleOf(int label) => (uint)label < (uint)Labels.Length ? Labels[label] : new LabelRule(LabelSummary.Never);

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
