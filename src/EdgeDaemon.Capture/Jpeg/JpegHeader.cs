using System.Buffers.Binary;
using EdgeDaemon.Capture.Pictures;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>
/// What the markers of a JPEG file say. The whole file is walked from marker to marker (ITU-T T.81, annex B), skipping
/// entropy-coded data, so that damage and excess are found before a decoder takes memory for them.
/// </summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Components">1 (grey) or 3 (colour).</param>
/// <param name="Scans">Number of scans; more than 1 when progressive.</param>
internal readonly record struct JpegHeader(int Width, int Height, int Components, int Scans)
{
    /// <summary>Bytes to the end of the end marker; what follows is not of this picture.</summary>
    internal int Bytes { get; init; }

    // A block of 8×8 samples costs at least one bit in a scan, and 64 samples may stand for at most 16 times as many pixels
    // only when two components are subsampled crosswise (4×1 and 1×4: 1024 pixels in 9 blocks). No file says more with less.
    private const long MaxPixelsPerByte = 1024;

    /// <summary>Walks the file. Allocates nothing unless it throws.</summary>
    /// <exception cref="FrameDecodeException">Not a JPEG, cut off, of a kind that is not decoded, or beyond <see cref="PictureLimits"/>.</exception>
    internal static JpegHeader Read(ReadOnlySpan<byte> file, string name)
    {
        PictureLimits.CheckFile(name, file.Length);
        if (file is not [0xFF, Marker.StartOfImage, ..])
            throw new FrameDecodeException($"Picture '{name}' is not a JPEG: it does not start with FF D8.");
        var header = Walk(file, name);
        var pixels = (long)header.Width * header.Height;
        if (header.Scans > 1 && pixels * header.Scans > PictureLimits.MaxPixelScans)
        {
            throw new FrameDecodeException(
                $"Picture '{name}' has {header.Scans} scans of {header.Width}×{header.Height} pixels; at most " +
                $"{PictureLimits.MaxPixelScans / 1_000_000} million pixels × scans are decoded. Save it as a baseline JPEG.");
        }

        if (pixels > file.Length * MaxPixelsPerByte)
            throw new FrameDecodeException($"Picture '{name}' claims {header.Width}×{header.Height} pixels in only {file.Length} bytes: it is damaged.");
        return header;
    }

    private static JpegHeader Walk(ReadOnlySpan<byte> file, string name)
    {
        var header = default(JpegHeader);
        var position = 2;
        while (true)
        {
            var marker = NextMarker(file, name, ref position);
            if (marker == Marker.EndOfImage)
                break;
            if (Marker.StandsAlone(marker))
                throw new FrameDecodeException($"Picture '{name}' is damaged: marker FF {marker:X2} at byte {position - 1} is out of place.");
            var segment = Segment(file, name, ref position);
            if (Marker.IsStartOfFrame(marker))
                header = ReadFrame(segment, marker, header, name);
            else if (marker == Marker.StartOfScan)
                header = CountScan(file, header, name, ref position);
        }

        if (header.Scans == 0)
            throw new FrameDecodeException($"Picture '{name}' is damaged: it has no picture data.");
        return header with { Bytes = position };
    }

    private static byte NextMarker(ReadOnlySpan<byte> file, string name, ref int position)
    {
        if (position < file.Length && file[position] != 0xFF)
            throw new FrameDecodeException($"Picture '{name}' is damaged: expected a marker at byte {position}, found {file[position]:X2}.");
        while (position < file.Length && file[position] == 0xFF)
            position++;
        if (position >= file.Length)
            throw CutOff(file, name);
        return file[position++];
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> file, string name, ref int position)
    {
        if (file.Length - position < 2)
            throw CutOff(file, name);
        var length = BinaryPrimitives.ReadUInt16BigEndian(file[position..]);
        if (length < 2)
            throw new FrameDecodeException($"Picture '{name}' is damaged: segment of length {length} at byte {position}.");
        if (file.Length - position < length)
            throw CutOff(file, name);
        var segment = file.Slice(position + 2, length - 2);
        position += length;
        return segment;
    }

    private static JpegHeader ReadFrame(ReadOnlySpan<byte> segment, byte marker, JpegHeader earlier, string name)
    {
        if (!Marker.IsDecodable(marker))
            throw new FrameDecodeException($"Picture '{name}' is a lossless, hierarchical or arithmetic JPEG (FF {marker:X2}); save it as a baseline JPEG.");
        if (earlier.Width != 0 || segment.Length < 6)
            throw new FrameDecodeException($"Picture '{name}' is damaged: its frame header is repeated or too short.");
        var (precision, components) = (segment[0], segment[5]);
        if (precision != 8)
            throw new FrameDecodeException($"Picture '{name}' has {precision} bits per sample; only 8 are decoded.");
        if (components == 4)
            throw new FrameDecodeException($"Picture '{name}' is CMYK; save it as RGB.");
        if (components is not (1 or 3))
            throw new FrameDecodeException($"Picture '{name}' has {components} components; expected 1 (grey) or 3 (colour).");
        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        if (width == 0 || height == 0)
            throw new FrameDecodeException($"Picture '{name}' is damaged: its size is {width}×{height}.");
        PictureLimits.CheckSize(name, width, height);
        return new JpegHeader(width, height, components, 0);
    }

    /// <summary>Counts one scan and skips its data, up to the next marker that is neither stuffing nor a restart.</summary>
    private static JpegHeader CountScan(ReadOnlySpan<byte> file, JpegHeader header, string name, ref int position)
    {
        if (header.Width == 0)
            throw new FrameDecodeException($"Picture '{name}' is damaged: picture data comes before its header.");
        if (header.Scans == PictureLimits.MaxScans)
            throw new FrameDecodeException($"Picture '{name}' has more than {PictureLimits.MaxScans} scans: it is refused as a progressive bomb.");
        while (true)
        {
            var next = file[position..].IndexOf((byte)0xFF);
            if (next < 0 || position + next + 1 >= file.Length)
                throw CutOff(file, name);
            position += next;
            if (file[position + 1] is not (0 or 0xFF or (>= Marker.FirstRestart and <= Marker.LastRestart)))
                return header with { Scans = header.Scans + 1 };
            position += file[position + 1] == 0xFF ? 1 : 2;
        }
    }

    private static FrameDecodeException CutOff(ReadOnlySpan<byte> file, string name) =>
        new($"Picture '{name}' is cut off after {file.Length} bytes, before its end marker.");

    /// <summary>Marker codes, second byte (T.81, table B.1).</summary>
    private static class Marker
    {
        internal const byte FirstRestart = 0xD0;
        internal const byte LastRestart = 0xD7;
        internal const byte StartOfImage = 0xD8;
        internal const byte EndOfImage = 0xD9;
        internal const byte StartOfScan = 0xDA;

        internal static bool StandsAlone(byte marker) => marker is 0x00 or 0x01 or (>= FirstRestart and <= EndOfImage);

        // C0..CF, of which C4, C8 and CC are tables and an extension.
        internal static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

        // Baseline, extended sequential and progressive, each with Huffman coding.
        internal static bool IsDecodable(byte marker) => marker is >= 0xC0 and <= 0xC2;
    }
}
