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
