using System.Buffers.Binary;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>
/// How a picture that was stored as the sensor lay is turned upright: Exif's orientation (CIPA DC-008, 4.6.4 A), which phones write
/// instead of turning pixels.
/// </summary>
/// <param name="Code">1 (upright) to 8.</param>
internal readonly record struct Orientation(int Code)
{
    private const int Tag = 0x0112;
    private const int ShortType = 3;
    private const int EntryBytes = 12;

    /// <summary>Do width and height change places?</summary>
    internal bool Transposes => Code >= 5;

    private bool MirrorsColumns => Code is 2 or 3 or 7 or 8;

    private bool MirrorsRows => Code is 3 or 4 or 6 or 7;

    /// <summary>Reads it from Exif data. Untrusted bytes: whatever is cut off, of another type or out of range counts as upright.</summary>
    /// <param name="exif">A TIFF file (TIFF 6.0, section 2); the name that stands before it in JPEGs may be there too.</param>
    internal static Orientation In(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        var isLittle = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!isLittle && !tiff.StartsWith("MM\0*"u8)))
            return new(1);
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return new(1);
        var entries = tiff[(int)directory..];
        var count = Number(entries);
        for (entries = entries[2..]; count > 0 && entries.Length >= EntryBytes; entries = entries[EntryBytes..], count--)
        {
            if (Number(entries) == Tag)
                return new(Number(entries[2..]) == ShortType && Number(entries[8..]) is >= 1 and <= 8 and var code ? code : 1);
        }

        return new(1);

        int Number(ReadOnlySpan<byte> bytes) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    /// <summary>The picture upright.</summary>
    /// <param name="stored">A frame of one plane, a pixel's bytes side by side; it is given back when another one takes its place.</param>
    /// <param name="pool">Lends the other one.</param>
    internal Frame Turn(Frame stored, FramePool pool)
    {
        if (Code == 1)
            return stored;
        using var source = stored;
        var (width, height) = (source.Width, source.Height);
        var upright = Transposes ? pool.Rent(source.Format, height, width) : pool.Rent(source.Format, width, height);
        var size = source.OriginalSize;
        upright.OriginalSize = Transposes ? (size.Height, size.Width) : size;

        // Where the upright picture's first pixel is stored, and how far it is from one to the next, across and down.
        var (pixel, stride) = (source.Planes[0].WidthBytes / width, source.Planes[0].StrideBytes);
        var first = (MirrorsColumns ? (width - 1) * pixel : 0) + (MirrorsRows ? (height - 1) * stride : 0);
        var (across, down) = (MirrorsColumns ? -pixel : pixel, MirrorsRows ? -stride : stride);
        if (Transposes)
            (across, down) = (down, across);
        ReadOnlySpan<byte> from = source.Bytes;
        var to = upright.Bytes;
        for (var y = 0; y < upright.Height; y++)
        {
            var position = first + (y * down);
            for (var x = 0; x < upright.Width; x++, position += across, to = to[pixel..])
                from.Slice(position, pixel).CopyTo(to);
        }

        return upright;
    }
}
