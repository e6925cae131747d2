using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What one frame shows of one label.</summary>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">Best score, 0..1.</param>
/// <param name="Count">How many objects; 1 for a label of the whole frame.</param>
/// <param name="Box">Box of the best object; empty for a label of the whole frame.</param>
public readonly record struct LabelObservation(int LabelIndex, float Score, int Count, BoundingBox Box)
{
    /// <summary>Is there a box?</summary>
    public bool HasBox => Box.Area > 0;

    /// <summary>What a second model says of the best object, if it looked at it.</summary>
    public SubLabel SubLabel { get; init; }
}
