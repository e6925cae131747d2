namespace EdgeDaemon.Inference.Quantization;

/// <summary>
/// Which values a tensor takes, counted by the upper 16 bits of each: steps of less than a hundredth of the value, whatever its size, in 256 KiB, so
/// that one pass over the pictures does for every percentile.
/// </summary>
internal sealed class ValueHistogram
{
    private const int Bins = 1 << 16;
    private const int Sign = 1 << 15;
    private const int Infinity = 0x7f80;

    private readonly uint[] _counts = new uint[Bins];
    private long _total;

    /// <summary>The smallest value.</summary>
    public float Min { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest value.</summary>
    public float Max { get; private set; } = float.NegativeInfinity;

    /// <summary>Counts values.</summary>
    /// <returns>False: one of them is infinite or no number, and nothing that is calculated from here on means anything.</returns>
    public bool Add(ReadOnlySpan<float> values)
    {
        var (min, max, isFinite) = (Min, Max, true);
        foreach (var value in values)
        {
            _counts[BitConverter.SingleToUInt32Bits(value) >> 16]++;
            (min, max, isFinite) = (MathF.Min(min, value), MathF.Max(max, value), isFinite & float.IsFinite(value));
        }

        (Min, Max, _total) = (min, max, _total + values.Length);
        return isFinite;
    }

    /// <summary>The narrowest range around zero that leaves out a share of the values at each end.</summary>
    /// <param name="left">The share, 0..1; 0: all are inside.</param>
    public (float Low, float High) Range(double left) => (
        Math.Min(0, Math.Max(Min, -Bound(Sign, left))), Math.Max(0, Math.Min(Max, Bound(0, left))));

    /// <summary>The distance from zero beyond which, on one side, lies less than a share of all values.</summary>
    private float Bound(int side, double left)
    {
        var beyond = 0L;
        for (var bin = Infinity - 1; bin > 0; bin--)
        {
            beyond += _counts[side + bin];
            // The far edge of the bin: what is inside it is inside the range.
            if (beyond > left * _total)
                return BitConverter.UInt32BitsToSingle((uint)(bin + 1) << 16);
        }

        return 0;
    }
}
