namespace EdgeDaemon.Inference.Quantization;

/// <summary>
/// Which values a tensor takes, counted by the upper 14 bits of each: steps of a thirtieth of the value or less, whatever its size, in 64 KiB, so that
/// one pass over the pictures does for every percentile.
/// </summary>
internal sealed class ValueHistogram
{
    private const int BitsLeftOut = 18;
    private const int Bins = 1 << (32 - BitsLeftOut);
    private const int Sign = Bins / 2;
    private const int Infinity = 0x7f80_0000 >> BitsLeftOut;

    private readonly uint[] _counts = new uint[Bins];
    private double[] _power = [];
    private long _total;

    /// <summary>The smallest value.</summary>
    public float Min { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest value.</summary>
    public float Max { get; private set; } = float.NegativeInfinity;

    /// <summary>Counts values.</summary>
    /// <param name="values">Of one picture.</param>
    /// <param name="channels">How many equal parts they are of, one after the other.</param>
    /// <returns>False: one of them is infinite or no number, and nothing that is calculated from here on means anything.</returns>
    public bool Add(ReadOnlySpan<float> values, int channels = 1)
    {
        if (_power.Length < channels)
            _power = new double[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            var size = values.Length / channels;
            foreach (var value in values.Slice(channel * size, size))
                _power[channel] += value * value;
        }

        var (min, max, isFinite) = (Min, Max, true);
        foreach (var value in values)
        {
            _counts[BitConverter.SingleToUInt32Bits(value) >> BitsLeftOut]++;
            (min, max, isFinite) = (MathF.Min(min, value), MathF.Max(max, value), isFinite & float.IsFinite(value));
        }

        (Min, Max, _total) = (min, max, _total + values.Length);
        return isFinite;
    }

    /// <summary>The narrowest range around zero that leaves out a share of the values at each end.</summary>
    /// <param name="left">The share, 0..1; 0: all are inside.</param>
    public (float Low, float High) Range(double left) => (
        Math.Min(0, Math.Max(Min, -Bound(Sign, left))), Math.Max(0, Math.Min(Max, Bound(0, left))));

    /// <summary>How much of what the channels tell is lost in 256 steps of a range: the square of the rounding beside that of the values, averaged over the channels, 0..1.</summary>
    public double Noise((float Low, float High) range)
    {
        var step = (range.High - range.Low) / byte.MaxValue;
        var noise = step * step / 12 * _total / Math.Max(1, _power.Length);
        return _power.Where(power => power > 0).Select(power => Math.Min(1, noise / power)).DefaultIfEmpty(0).Average();
    }

    /// <summary>The distance from zero beyond which, on one side, lies less than a share of all values.</summary>
    private float Bound(int side, double left)
    {
        var beyond = 0L;
        for (var bin = Infinity - 1; bin > 0; bin--)
        {
            beyond += _counts[side + bin];
            // The far edge of the bin: what is inside it is inside the range.
            if (beyond > left * _total)
                return BitConverter.UInt32BitsToSingle((uint)(bin + 1) << BitsLeftOut);
        }

        return 0;
    }
}
