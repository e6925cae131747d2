using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What happened to a followed object, or to a label that is followed as a whole.</summary>
public enum TrackChange
{
    /// <summary>It is believed to be there: its event starts.</summary>
    Started,

    /// <summary>It entered or left a zone, came to rest or moves again, a second model calls it something else, or it was seen with a clearly better score.</summary>
    Updated,

    /// <summary>There are more or fewer objects of the label, none of which has an event of its own.</summary>
    Counted,

    /// <summary>It has not been seen for long enough: its event is over.</summary>
    Ended,

    /// <summary>The camera stopped or went blind: whether it is still there, nobody knows.</summary>
    Interrupted,
}

/// <summary>A change in the life of one followed object, or of one label of the whole picture.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Track">Number of the object, from 1; of this tracker's and never used again. Of a label of the whole picture its index.</param>
/// <param name="LabelIndex">What most frames say that it is: a line of the model's label file, from 0. It does not change during an event.</param>
/// <param name="Score">Score when it was last seen, 0..1.</param>
/// <param name="TopScore">Best score so far, 0..1.</param>
/// <param name="StartedAt">Timestamp of the frame that started its event.</param>
/// <param name="At">Timestamp of the frame that brought this change.</param>
public readonly record struct TrackTransition(
    TrackChange Change, int Track, int LabelIndex, float Score, float TopScore, TimeSpan StartedAt, TimeSpan At)
{
    /// <summary>Box when it was last seen; null for a label of the whole picture.</summary>
    public BoundingBox? Box { get; init; }

    /// <summary>What most looks of a second model say, or which of the things that were taught it is; unknown when it is none, or none was sure enough.</summary>
    public SubLabel SubLabel { get; init; }

    /// <summary>Bit i: it is in the camera's zone i.</summary>
    public ushort Zones { get; init; }

    /// <summary>For <see cref="TrackChange.Updated"/>: did it enter or leave a zone?</summary>
    public bool HasOtherZones { get; init; }

    /// <summary>Does it stay in its place?</summary>
    public bool IsStationary { get; init; }

    /// <summary>For a label of the whole picture and for <see cref="TrackChange.Counted"/>: objects now.</summary>
    public int Count { get; init; }

    /// <summary>The mean of its last feature vectors, not scaled; null when no model made one. Lent: valid until the next frame.</summary>
    public float[]? Embedding { get; init; }

    /// <summary>Number of its event on this device, given by whoever tells events on; 0 until then.</summary>
    public uint Event { get; init; }

    /// <summary>Time since the start; for <see cref="TrackChange.Ended"/> how long the event lasted.</summary>
    public TimeSpan Duration => At - StartedAt;

    internal static void RequireRoom(Span<TrackTransition> room, int needed)
    {
        if (room.Length < needed)
            throw new ArgumentException($"Room for {room.Length} transitions, expected {needed} (MaxTransitions).", nameof(room));
    }
}
