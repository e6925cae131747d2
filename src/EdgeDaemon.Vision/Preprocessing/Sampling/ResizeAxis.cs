namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// One axis of a bilinear resize with half-pixel centres: output sample i lies at source position
/// <c>(i + ½) · scale − ½ + origin</c>, clamped to the crop. Positions are the first of two neighbours and the weight of the
/// second; the weight is 0 wherever the second would lie outside the crop.
/// </summary>
/// <remarks>
/// Positions are reckoned within the region, in the order of operations that reference implementations use, and only then moved
/// to where the region lies: so a region gives the very samples that the same pixels would give as a frame of their own, and a
/// crop of a frame those of the reference. Where a sample falls half way between two grey levels the last bit of the weight
/// decides, and one grey level in such places cost a quantized classifier 3 pictures of 200.
/// </remarks>
internal readonly struct ResizeAxis
{
    private readonly double _scale;
    private readonly int _region;
    private readonly int _first;
    private readonly int _last;

    /// <param name="region">First source sample of the region that is treated as a picture of its own.</param>
    /// <param name="origin">First source sample of the crop; inside the region.</param>
    /// <param name="length">Source samples in the crop.</param>
    /// <param name="scaledLength">Output samples.</param>
    public ResizeAxis(int region, int origin, int length, int scaledLength) =>
        (_scale, _region, _first, _last) = ((double)length / scaledLength, region, origin - region, origin - region + length - 1);

    /// <summary>Position in a plane of full resolution.</summary>
    public (int Index, float Weight) At(int output)
    {
        var (index, weight) = ExactlyAt(output);
        return (index, (float)weight);
    }

    /// <summary>Position in a plane of full resolution, in double precision.</summary>
    public (int Index, double Weight) ExactlyAt(int output) => Split(PositionOf(output), _region);

    /// <summary>Position in a plane of half resolution whose samples lie in the middle of two pixels.</summary>
    public (int Index, float Weight) AtHalf(int output)
    {
        // A region that begins with the second pixel of a pair begins half a sample later.
        var odd = _region % 2;
        var position = ((PositionOf(output) + odd + 0.5) / 2) - 0.5;
        var (index, weight) = Split(Math.Clamp(position, (_first + odd) / 2, (_last + odd) / 2), _region / 2);
        return (index, (float)weight);
    }

    /// <summary>In samples from the first of the region.</summary>
    private double PositionOf(int output) => Math.Clamp(((output + 0.5) * _scale) - 0.5 + _first, _first, _last);

    private static (int Index, double Weight) Split(double position, int region)
    {
        var index = (int)position;
        return (region + index, position - index);
    }
}
