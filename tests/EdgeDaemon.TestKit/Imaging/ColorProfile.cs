using System.Buffers.Binary;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.TestKit.Imaging;

/// <summary>
/// The colour profile of a JPEG, of the simplest kind: a gamma and a matrix (ICC.1:2010, sections 8.3.3 and 10.5). The scripts
/// that reference figures come from convert such pictures to sRGB, which changes colours by up to a fifth of the range; the
/// product does not, as no camera's stream carries a profile. Profiles with tables instead of a gamma are sRGB in all assets.
/// </summary>
public sealed class ColorProfile
{
    /// <summary>XYZ (D50) to linear sRGB: the inverse of the matrix of the sRGB profile.</summary>
    private static readonly double[] ToSrgb =
    [
        3.1338561, -1.6168667, -0.4906146,
        -0.9787684, 1.9161415, 0.0334540,
        0.0719453, -0.2289914, 1.4052427,
    ];

    private readonly double[] _linear = new double[256];
    private readonly double[] _matrix = new double[9];

    private ColorProfile(double gamma, ReadOnlySpan<double> toXyz)
    {
        for (var i = 0; i < _linear.Length; i++)
            _linear[i] = Math.Pow(i / 255.0, gamma);
        for (var i = 0; i < _matrix.Length; i++)
        {
            var (row, column) = (i / 3 * 3, i % 3);
            _matrix[i] = (ToSrgb[row] * toXyz[column]) + (ToSrgb[row + 1] * toXyz[3 + column]) + (ToSrgb[row + 2] * toXyz[6 + column]);
        }
    }

    /// <summary>The profile of a file; null when it has none, or one with tables.</summary>
    public static ColorProfile? Of(ReadOnlySpan<byte> jpeg)
    {
        var start = jpeg.IndexOf("ICC_PROFILE\0"u8);
        if (start < 0)
            return null;
        var profile = jpeg[(start + 14)..];
        var curve = Tag(profile, "rTRC"u8);
        if (curve.IsEmpty || BinaryPrimitives.ReadInt32BigEndian(curve[8..]) != 1)
            return null;
        Span<double> toXyz = stackalloc double[9];
        for (var row = 0; row < 3; row++)
        {
            toXyz[3 * row] = Fixed(Tag(profile, "rXYZ"u8), row);
            toXyz[(3 * row) + 1] = Fixed(Tag(profile, "gXYZ"u8), row);
            toXyz[(3 * row) + 2] = Fixed(Tag(profile, "bXYZ"u8), row);
        }

        return new ColorProfile(BinaryPrimitives.ReadUInt16BigEndian(curve[12..]) / 256.0, toXyz);
    }

    /// <summary>Converts a packed RGB picture to sRGB in place.</summary>
    public void ToStandard(Frame frame)
    {
        for (var y = 0; y < frame.Height; y++)
        {
            var row = frame.Bytes.Slice(y * frame.Planes[0].StrideBytes, frame.Width * 3);
            for (var x = 0; x < row.Length; x += 3)
            {
                var (r, g, b) = (_linear[row[x]], _linear[row[x + 1]], _linear[row[x + 2]]);
                for (var c = 0; c < 3; c++)
                    row[x + c] = Encode((_matrix[3 * c] * r) + (_matrix[(3 * c) + 1] * g) + (_matrix[(3 * c) + 2] * b));
            }
        }
    }

    private static byte Encode(double linear)
    {
        var value = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Floor((Math.Clamp(value, 0, 1) * 255) + 0.5);
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> name)
    {
        const int TableStart = 128;
        var count = BinaryPrimitives.ReadInt32BigEndian(profile[TableStart..]);
        for (var i = 0; i < count; i++)
        {
            var entry = profile[(TableStart + 4 + (12 * i))..];
            if (entry[..4].SequenceEqual(name))
                return profile[BinaryPrimitives.ReadInt32BigEndian(entry[4..])..];
        }

        return [];
    }

    private static double Fixed(ReadOnlySpan<byte> tag, int index) => BinaryPrimitives.ReadInt32BigEndian(tag[(8 + (4 * index))..]) / 65536.0;
}
