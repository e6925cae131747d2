using System.Buffers.Binary;
using System.IO.Compression;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.TestKit.Imaging;

/// <summary>
/// Reads the plain PNGs that reference results were computed from: 8 bits per sample, gray, RGB, RGBA or palette, not interlaced.
/// It shares nothing with the product's own decoder, so either can vouch for the other.
/// </summary>
public static class PngReader
{
    private const int SignatureLength = 8;

    /// <summary>The picture as an RGB frame; alpha is dropped.</summary>
    /// <exception cref="NotSupportedException">Another kind of PNG.</exception>
    public static Frame ReadRgb(string path, FramePool pool)
    {
        var file = File.ReadAllBytes(path);
        using var compressed = new MemoryStream();
        var header = default(Header);
        var palette = Array.Empty<byte>();
        for (var offset = SignatureLength; offset < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(offset));
            var type = file.AsSpan(offset + 4, 4);
            var data = file.AsSpan(offset + 8, length);
            if (type.SequenceEqual("IHDR"u8))
                header = Header.Parse(data);
            else if (type.SequenceEqual("PLTE"u8))
                palette = data.ToArray();
            else if (type.SequenceEqual("IDAT"u8))
                compressed.Write(data);
            offset += length + 12;
        }

        compressed.Position = 0;
        using var samples = new ZLibStream(compressed, CompressionMode.Decompress);
        var frame = pool.Rent(PixelFormat.Rgb24, header.Width, header.Height);
        ReadRows(samples, header, palette, frame.Bytes);
        return frame;
    }

    private static void ReadRows(Stream samples, Header header, byte[] palette, Span<byte> rgb)
    {
        var stride = header.Width * header.Channels;
        var (previous, row) = (new byte[stride], new byte[stride]);
        for (var y = 0; y < header.Height; y++)
        {
            var filter = samples.ReadByte();
            samples.ReadExactly(row);
            Unfilter(filter, row, previous, header.Channels);
            for (var x = 0; x < header.Width; x++)
                header.ColorOf(row.AsSpan(x * header.Channels), palette, rgb.Slice(((y * header.Width) + x) * 3, 3));
            (previous, row) = (row, previous);
        }
    }

    /// <summary>PNG specification, section 9: each byte was stored as its difference from a prediction.</summary>
    private static void Unfilter(int filter, byte[] row, byte[] above, int bytesPerPixel)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < bytesPerPixel ? 0 : row[i - bytesPerPixel];
            var aboveLeft = i < bytesPerPixel ? 0 : above[i - bytesPerPixel];
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], aboveLeft),
                _ => throw new NotSupportedException($"PNG filter {filter}."),
            });
        }
    }

    private static int Paeth(int left, int above, int aboveLeft)
    {
        var estimate = left + above - aboveLeft;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - aboveLeft));
        return a <= b && a <= c ? left : b <= c ? above : aboveLeft;
    }

    private readonly record struct Header(int Width, int Height, int Channels, bool HasPalette)
    {
        public void ColorOf(ReadOnlySpan<byte> sample, byte[] palette, Span<byte> rgb)
        {
            if (HasPalette)
                palette.AsSpan(sample[0] * 3, 3).CopyTo(rgb);
            else if (Channels < 3)
                rgb.Fill(sample[0]);
            else
                sample[..3].CopyTo(rgb);
        }

        public static Header Parse(ReadOnlySpan<byte> data)
        {
            var (depth, color, interlace) = (data[8], data[9], data[12]);
            var channels = color switch
            {
                0 or 3 => 1,
                2 => 3,
                4 => 2,
                6 => 4,
                _ => throw new NotSupportedException($"PNG colour type {color}; expected 0, 2, 3, 4 or 6."),
            };
            if (depth != 8 || interlace != 0)
                throw new NotSupportedException($"PNG with {depth} bits, interlace {interlace}; expected 8 and 0.");
            return new(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), channels, color == 3);
        }
    }
}
