using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What happened to a tracked object.</summary>
public enum TrackChange
{
    /// <summary>It is believed to be there: its event starts.</summary>
    Started,

    /// <summary>It entered or left a zone, came to rest or moves again, a second model calls it something else, or it was seen with a clearly better score.</summary>
    Updated,

    /// <summary>It has not been seen for long enough: its event is over.</summary>
    Ended,

    /// <summary>The camera stopped or went blind: whether it is still there, nobody knows.</summary>
    Interrupted,
}

/// <summary>A change in the life of one tracked object.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Track">Number of the object, from 1; of this tracker's and never used again.</param>
/// <param name="LabelIndex">What most frames say that it is: a line of the model's label file, from 0. It does not change during an event.</param>
/// <param name="SubLabelIndex">What most frames of the second model say, or −1.</param>
/// <param name="Score">Score when it was last seen, 0..1.</param>
/// <param name="TopScore">Best score so far, 0..1.</param>
/// <param name="Box">Box when it was last seen.</param>
/// <param name="Zones">Bit i: it is in the camera's zone i.</param>
/// <param name="IsStationary">Does it stay in its place?</param>
/// <param name="StartedAt">Timestamp of the frame that started its event.</param>
/// <param name="At">Timestamp of the frame that brought this change.</param>
public readonly record struct TrackTransition(
    TrackChange Change, int Track, int LabelIndex, int SubLabelIndex, float Score, float TopScore, BoundingBox Box, ushort Zones,
    bool IsStationary, TimeSpan StartedAt, TimeSpan At)
{
    /// <summary>For <see cref="TrackChange.Updated"/>: did it enter or leave a zone?</summary>
    public bool HasOtherZones { get; init; }

    /// <summary>How sure the second model was when it last said <see cref="SubLabelIndex"/>, 0..1.</summary>
    public float SubScore { get; init; }

    /// <summary>Time since the start; for <see cref="TrackChange.Ended"/> how long the event lasted.</summary>
    public TimeSpan Duration => At - StartedAt;
}
