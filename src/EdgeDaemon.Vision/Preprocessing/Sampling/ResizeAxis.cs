namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// One axis of a bilinear resize with half-pixel centres: output sample i lies at source position
/// <c>(i + ½) · scale − ½ + origin</c>, clamped to the crop. Positions are the first of two neighbours and the weight of the
/// second; the weight is 0 wherever the second would lie outside the crop.
/// </summary>
internal readonly struct ResizeAxis
{
    private readonly double _scale;
    private readonly int _first;
    private readonly int _last;

    /// <param name="origin">First source sample of the crop.</param>
    /// <param name="length">Source samples in the crop.</param>
    /// <param name="scaledLength">Output samples.</param>
    public ResizeAxis(int origin, int length, int scaledLength) =>
        (_scale, _first, _last) = ((double)length / scaledLength, origin, origin + length - 1);

    /// <summary>Position in a plane of full resolution.</summary>
    public (int Index, float Weight) At(int output) => Split(PositionOf(output));

    /// <summary>Position in a plane of full resolution, in double precision.</summary>
    public (int Index, double Weight) ExactlyAt(int output)
    {
        var position = PositionOf(output);
        var index = (int)position;
        return (index, position - index);
    }

    /// <summary>Position in a plane of half resolution whose samples lie in the middle of two pixels.</summary>
    public (int Index, float Weight) AtHalf(int output) =>
        Split(Math.Clamp(((PositionOf(output) + 0.5) / 2) - 0.5, _first / 2, _last / 2));

    private double PositionOf(int output) => Math.Clamp(((output + 0.5) * _scale) - 0.5 + _first, _first, _last);

    private static (int Index, float Weight) Split(double position)
    {
        var index = (int)position;
        return (index, (float)(position - index));
    }
}
