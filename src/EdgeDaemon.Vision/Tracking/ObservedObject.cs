using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>One object that a frame shows, as the tracker takes it in.</summary>
/// <param name="Box">Where, as fractions of the frame.</param>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">0..1.</param>
/// <param name="SubLabelIndex">What a second model says it is, a line of that model's label file; −1 for nothing.</param>
/// <param name="SubScore">How sure the second model is, 0..1.</param>
public readonly record struct ObservedObject(
    BoundingBox Box, int LabelIndex, float Score, int SubLabelIndex = ObservedObject.None, float SubScore = 0)
{
    /// <summary>No sub-label.</summary>
    public const int None = -1;
}
