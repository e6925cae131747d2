namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// One axis of a bilinear resize with half-pixel centres: output sample i lies at source position
/// <c>(i + ½) · scale − ½ + first</c>, clamped to the crop. Positions are the first of two neighbours and the weight of the
/// second; the weight is 0 wherever the second would lie outside the crop.
/// </summary>
/// <remarks>
/// Positions are reckoned from the start of the region that is treated as the picture, which is added to the whole samples
/// only: so a region of a frame gives the very samples that it would give as a frame of its own. The crop within it is added
/// before, as the exporters' scripts do; whichever comes first decides how a value on a half is rounded.
/// </remarks>
internal readonly struct ResizeAxis
{
    private readonly double _scale;
    private readonly int _start;
    private readonly int _first;
    private readonly int _last;

    /// <param name="start">First source sample of the region.</param>
    /// <param name="origin">First source sample of the crop, counted from <paramref name="start"/>.</param>
    /// <param name="length">Source samples in the crop.</param>
    /// <param name="scaledLength">Output samples.</param>
    public ResizeAxis(int start, int origin, int length, int scaledLength) =>
        (_scale, _start, _first, _last) = ((double)length / scaledLength, start, origin, origin + length - 1);

    /// <summary>Position in a plane of full resolution.</summary>
    public (int Index, float Weight) At(int output)
    {
        var (index, weight) = ExactlyAt(output);
        return (index, (float)weight);
    }

    /// <summary>Position in a plane of full resolution, in double precision.</summary>
    public (int Index, double Weight) ExactlyAt(int output) => Split(PositionOf(output), _start);

    /// <summary>Position in a plane of half resolution whose samples lie in the middle of two pixels.</summary>
    public (int Index, float Weight) AtHalf(int output)
    {
        // A region that begins with the second pixel of a pair begins half a sample later.
        var second = _start % 2;
        var position = ((PositionOf(output) + second + 0.5) / 2) - 0.5;
        var (index, weight) = Split(Math.Clamp(position, (_first + second) / 2, (_last + second) / 2), _start / 2);
        return (index, (float)weight);
    }

    private double PositionOf(int output) => Math.Clamp(((output + 0.5) * _scale) - 0.5 + _first, _first, _last);

    private static (int Index, double Weight) Split(double position, int start)
    {
        var index = (int)position;
        return (start + index, position - index);
    }
}
