using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What an object of a label must be like to be believed.</summary>
/// <param name="ScoreThreshold">Score that the median over its frames must reach, 0..1; <see cref="LabelSummary.Never"/>: the label is not reported.</param>
/// <param name="MinArea">Least area of its box, as a share of the frame.</param>
/// <param name="MaxArea">Greatest area of its box, as a share of the frame.</param>
public readonly record struct LabelRule(float ScoreThreshold, float MinArea = 0, float MaxArea = 1)
{
    /// <summary>An object that is believed already is recognised down to this part of the threshold.</summary>
    public const float KeepFactor = 0.7f;

    /// <summary>From which score on it is seen at all, once it is believed.</summary>
    public float KeepThreshold => ScoreThreshold * KeepFactor;

    /// <summary>Has a box a size that such an object can have?</summary>
    public bool Fits(in BoundingBox box) => box.Area >= MinArea && box.Area <= MaxArea;
}
