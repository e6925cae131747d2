using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Zones;

/// <summary>Which way over a line counts, seen by someone who stands at its first point and looks to its second.</summary>
public enum CrossingDirection
{
    /// <summary>Both ways.</summary>
    Either,

    /// <summary>From the right-hand side to the left-hand side.</summary>
    ToLeft,

    /// <summary>From the left-hand side to the right-hand side.</summary>
    ToRight,
}

/// <summary>
/// A part of the frame that events are told about: an area in which an object stands, or a line that it crosses. An object is
/// where it touches the ground: the middle of its box's lower edge.
/// </summary>
public abstract record Zone
{
    /// <summary>Labels that it is for, by index; empty: all.</summary>
    public ImmutableHashSet<int> Labels { get; init; } = [];

    /// <summary>Is it for a label?</summary>
    public bool IsFor(int label) => Labels.IsEmpty || Labels.Contains(label);
}

/// <summary>An area.</summary>
/// <param name="Outline">Its outline.</param>
public sealed record AreaZone(Polygon Outline) : Zone
{
    /// <summary>An object is in it after this many frames in a row inside, and no longer after as many outside; 1 or more.</summary>
    public int InertiaFrames { get; init; } = 3;

    /// <summary>An object is in it only when it has been inside for this long.</summary>
    public TimeSpan Loitering { get; init; }
}

/// <summary>A line. An object that has crossed it belongs to it until its event ends.</summary>
/// <param name="From">First point.</param>
/// <param name="To">Second point, another one.</param>
/// <param name="Direction">Which way counts.</param>
public sealed record LineZone(FramePoint From, FramePoint To, CrossingDirection Direction) : Zone;
