namespace EdgeDaemon.Vision.Decoding;

/// <summary>What a second model says of one object: which kind of its label it is. The default says nothing.</summary>
public readonly record struct SubLabel
{
    // One more than the index, so that a cleared array knows nothing.
    private readonly int _number;

    /// <param name="index">Index among the camera's sub-labels, from 0.</param>
    /// <param name="score">Probability, 0..1.</param>
    public SubLabel(int index, float score)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        (_number, Score) = (index + 1, score);
    }

    /// <summary>Is anything said?</summary>
    public bool IsKnown => _number > 0;

    /// <summary>Index among the camera's sub-labels; −1 when nothing is said.</summary>
    public int Index => _number - 1;

    /// <summary>Probability, 0..1.</summary>
    public float Score { get; }
}
