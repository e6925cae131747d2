using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Color;

/// <summary>Tone curves of ICC profiles: from a stored value to light, both 0..1 (ICC.1:2010, 10.5 and 10.15).</summary>
internal static class ToneCurve
{
    private const int HeaderBytes = 12;

    /// <summary>Light for each value of 8 bits.</summary>
    /// <param name="tag">Content of the curve's tag.</param>
    /// <param name="light">Receives one number, 0..1, for each of <c>light.Length</c> values that are evenly spaced from 0 to 1.</param>
    /// <returns>False when the tag is missing, cut off, or of an unknown type; then nothing is to be relied on.</returns>
    internal static bool TryTabulate(ReadOnlySpan<byte> tag, Span<double> light)
    {
        if (tag.Length < HeaderBytes)
            return false;
        if (tag.StartsWith("curv"u8))
            return TryTabulateSamples(tag, light);
        return tag.StartsWith("para"u8) && TryTabulateFunction(tag, light);
    }

    /// <summary>No sample: light as it is. One: a gamma. More: points, joined by straight lines.</summary>
    private static bool TryTabulateSamples(ReadOnlySpan<byte> tag, Span<double> light)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        var samples = tag[HeaderBytes..];
        if ((ulong)samples.Length < (ulong)count * 2)
            return false;
        for (var i = 0; i < light.Length; i++)
        {
            var value = (double)i / (light.Length - 1);
            light[i] = count switch
            {
                0 => value,
                1 => Math.Pow(value, BinaryPrimitives.ReadUInt16BigEndian(samples) / 256.0),
                _ => Interpolate(samples, (int)count, value),
            };
        }

        return true;
    }

    private static double Interpolate(ReadOnlySpan<byte> samples, int count, double value)
    {
        var place = value * (count - 1);
        var index = Math.Min((int)place, count - 2);
        var (from, to) = (BinaryPrimitives.ReadUInt16BigEndian(samples[(2 * index)..]), BinaryPrimitives.ReadUInt16BigEndian(samples[((2 * index) + 2)..]));
        return (from + ((to - from) * (place - index))) / ushort.MaxValue;
    }

    /// <summary>A power function, from some point on, and in most kinds a line below it.</summary>
    private static bool TryTabulateFunction(ReadOnlySpan<byte> tag, Span<double> light)
    {
        var kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        ReadOnlySpan<int> parameterCounts = [1, 3, 4, 5, 7];
        if (kind >= parameterCounts.Length || tag.Length < HeaderBytes + (4 * parameterCounts[kind]))
            return false;
        Span<double> p = stackalloc double[7];
        p.Clear();
        for (var i = 0; i < parameterCounts[kind]; i++)
            p[i] = IccProfile.Fixed(tag[(HeaderBytes + (4 * i))..]);
        var (gamma, a, b, c, d, e, f) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
        for (var i = 0; i < light.Length; i++)
        {
            var x = (double)i / (light.Length - 1);
            var y = kind switch
            {
                0 => Math.Pow(x, gamma),
                1 => x >= -b / a ? Math.Pow((a * x) + b, gamma) : 0,
                2 => x >= -b / a ? Math.Pow((a * x) + b, gamma) + c : c,
                3 => x >= d ? Math.Pow((a * x) + b, gamma) : c * x,
                _ => x >= d ? Math.Pow((a * x) + b, gamma) + e : (c * x) + f,
            };
            light[i] = double.IsNaN(y) ? 0 : Math.Clamp(y, 0, 1);
        }

        return true;
    }
}
