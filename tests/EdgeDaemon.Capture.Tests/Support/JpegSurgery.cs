using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Changes JPEG files by hand, to make the ones that no encoder would write.</summary>
public static class JpegSurgery
{
    /// <summary>Claims another size; the picture data stays as it is.</summary>
    public static byte[] WithSize(byte[] jpeg, int width, int height)
    {
        var result = jpeg.ToArray();
        var frame = FrameHeader(result);
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(frame + 7), (ushort)width);
        return result;
    }

    /// <summary>Changes a byte of the frame header: 1 = marker code, 4 = bits per sample, 9 = number of components.</summary>
    public static byte[] WithFrameByte(byte[] jpeg, int offset, byte value)
    {
        var result = jpeg.ToArray();
        result[FrameHeader(result) + offset] = value;
        return result;
    }

    /// <summary>Repeats the last scan until there are <paramref name="extraScans"/> more.</summary>
    public static byte[] WithRepeatedScan(byte[] jpeg, int extraScans)
    {
        var start = jpeg.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]);
        var scan = jpeg.AsSpan(start, jpeg.Length - 2 - start).ToArray();
        var result = jpeg.AsSpan(0, jpeg.Length - 2).ToArray().ToList();
        for (var i = 0; i < extraScans; i++)
            result.AddRange(scan);
        result.AddRange([0xFF, 0xD9]);
        return [.. result];
    }

    /// <summary>Leaves the last scan out, but for its end marker.</summary>
    public static byte[] WithoutLastScan(byte[] jpeg) => [.. jpeg[..jpeg.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA])], 0xFF, 0xD9];

    /// <summary>Puts bytes before a marker, the first of its kind.</summary>
    public static byte[] WithBytesBefore(byte[] jpeg, byte marker, params byte[] bytes)
    {
        var position = jpeg.AsSpan().IndexOf([(byte)0xFF, marker]);
        return [.. jpeg[..position], .. bytes, .. jpeg[position..]];
    }

    /// <summary>Puts a segment behind the start marker.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, params byte[] content) =>
        [0xFF, 0xD8, 0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content, .. jpeg[2..]];

    /// <summary>
    /// A grey picture of 32×16 pixels with any sampling whose unit is no larger: libturbojpeg has no encoder for most of them. Every block
    /// is "no difference, end of block": 00 1010 for luma, 00 00 for chroma in the usual tables.
    /// </summary>
    public static byte[] FlatWithSampling(byte lumaFactors)
    {
        var jpeg = WithFrameByte(JpegWriter.Encode([.. Enumerable.Repeat((byte)128, 32 * 16 * 3)], 32, 16, Subsampling.Yuv444, progressive: false), 11, lumaFactors);
        var (h, v) = (lumaFactors >> 4, lumaFactors & 15);
        var units = ((32 + (8 * h) - 1) / (8 * h)) * ((16 + (8 * v) - 1) / (8 * v));
        var bits = string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("001010", h * v)) + "00000000", units));
        var scan = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        return
        [
            .. jpeg[..(scan + 14)],
            .. bits.Chunk(8).Select(chunk => Convert.ToByte(new string(chunk).PadRight(8, '1'), 2)),
            0xFF, 0xD9,
        ];
    }

    private static int FrameHeader(byte[] jpeg)
    {
        for (var i = 2; i < jpeg.Length; i += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(i + 2)))
        {
            if (jpeg[i + 1] is >= 0xC0 and <= 0xC2)
                return i;
        }

        throw new InvalidOperationException("No frame header.");
    }
}
