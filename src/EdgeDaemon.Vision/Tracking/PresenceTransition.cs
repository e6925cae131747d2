using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What happened to a label.</summary>
public enum PresenceChange
{
    /// <summary>It has been seen often enough: it is present now, with the stated count.</summary>
    Started,

    /// <summary>It was seen with a clearly better score than reported before, or its sub-label changed.</summary>
    Updated,

    /// <summary>It is still present, but there are more or fewer objects.</summary>
    CountChanged,

    /// <summary>It has not been seen for long enough: it is absent now, the count is 0.</summary>
    Ended,

    /// <summary>The camera stopped or went blind while it was present: whether it still is, nobody knows.</summary>
    Interrupted,
}

/// <summary>A change in the presence of one label.</summary>
/// <param name="Change">What happened.</param>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">Score when it was last seen, 0..1.</param>
/// <param name="TopScore">Best score of this presence so far, 0..1.</param>
/// <param name="Count">Objects now.</param>
/// <param name="Box">Box when it was last seen; empty for a label of the whole frame.</param>
/// <param name="StartedAt">Timestamp of the frame that started this presence.</param>
/// <param name="At">Timestamp of the frame that brought this change.</param>
public readonly record struct PresenceTransition(
    PresenceChange Change, int LabelIndex, float Score, float TopScore, int Count, BoundingBox Box, TimeSpan StartedAt, TimeSpan At)
{
    /// <summary>Time since the start; for <see cref="PresenceChange.Ended"/> how long the presence lasted.</summary>
    public TimeSpan Duration => At - StartedAt;

    /// <summary>Is there a box?</summary>
    public bool HasBox => Box.Area > 0;

    /// <summary>What the looks of a second model say so far, all together.</summary>
    public SubLabel SubLabel { get; init; }
}
