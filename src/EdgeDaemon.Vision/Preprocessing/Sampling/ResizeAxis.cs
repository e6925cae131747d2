namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// One axis of a bilinear resize with half-pixel centres: output sample i lies at source position <c>(i + ½) · scale − ½</c> of
/// the crop, clamped to it. Positions are the first of two neighbours and the weight of the second; the weight is 0 wherever
/// the second would lie outside the crop. Weights are reckoned within the crop, so that a crop of a frame gives the very
/// samples that the same pixels would give as a frame of their own.
/// </summary>
internal readonly struct ResizeAxis
{
    private readonly double _scale;
    private readonly int _first;
    private readonly int _length;

    /// <param name="origin">First source sample of the crop.</param>
    /// <param name="length">Source samples in the crop.</param>
    /// <param name="scaledLength">Output samples.</param>
    public ResizeAxis(int origin, int length, int scaledLength) =>
        (_scale, _first, _length) = ((double)length / scaledLength, origin, length);

    /// <summary>Position in a plane of full resolution.</summary>
    public (int Index, float Weight) At(int output)
    {
        var (index, weight) = ExactlyAt(output);
        return (index, (float)weight);
    }

    /// <summary>Position in a plane of full resolution, in double precision.</summary>
    public (int Index, double Weight) ExactlyAt(int output) => Split(PositionOf(output), _first);

    /// <summary>Position in a plane of half resolution whose samples lie in the middle of two pixels.</summary>
    public (int Index, float Weight) AtHalf(int output)
    {
        // A crop that begins with the second pixel of a pair begins half a sample later.
        var (firstHalf, lastHalf) = (_first / 2, (_first + _length - 1) / 2);
        var position = ((PositionOf(output) + (_first % 2) + 0.5) / 2) - 0.5;
        var (index, weight) = Split(Math.Clamp(position, 0, lastHalf - firstHalf), firstHalf);
        return (index, (float)weight);
    }

    /// <summary>In samples from the first of the crop.</summary>
    private double PositionOf(int output) => Math.Clamp(((output + 0.5) * _scale) - 0.5, 0, _length - 1);

    private static (int Index, double Weight) Split(double position, int first)
    {
        var index = (int)position;
        return (first + index, position - index);
    }
}
