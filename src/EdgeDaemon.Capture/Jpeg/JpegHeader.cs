using System.Buffers.Binary;
using EdgeDaemon.Capture.Pictures;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>
/// What the markers of a JPEG file say. The whole file is walked from marker to marker, skipping entropy-coded data, so that damage
/// and excess are found before a decoder takes memory for them.
/// </summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Components">1 (grey) or 3 (colour).</param>
/// <param name="Scans">Number of scans; more than 1 when progressive.</param>
internal readonly record struct JpegHeader(int Width, int Height, int Components, int Scans)
{
    // A block of 8×8 samples costs at least one bit in a scan, and 64 samples may stand for at most 16 times as many pixels
    // only when two components are subsampled crosswise (4×1 and 1×4: 1024 pixels in 9 blocks). No file says more with less.
    private const long MaxPixelsPerByte = 1024;

    // How far ahead of a picture there may be what a broken download or a stream's framing left.
    private const int MostBytesBefore = 1024;

    /// <summary>Bytes before the picture.</summary>
    internal int Start { get; private init; }

    /// <summary>Bytes to the picture's end, those before it counted; what follows is not of this picture.</summary>
    internal int Bytes { get; private init; }

    /// <summary>Sampling factors as the frame header has them, a byte per component, the first highest: 0x221111 is 4:2:0.</summary>
    internal int Sampling { get; private init; }

    /// <summary>Does the picture end with its end marker?</summary>
    internal bool HasEnd { get; private init; }

    /// <summary>
    /// Is it a file that a decoder has nothing to say about? If not, <see cref="WriteClean"/> makes the same picture of it that is.
    /// </summary>
    internal bool IsClean { get; private init; }

    /// <summary>Coefficients that had their last bit, of all components: whole at 64 per component, even where no end marker says so.</summary>
    private int CoefficientsDone { get; init; }

    private bool IsProgressive { get; init; }

    private bool IsWhole => Components > 0 && CoefficientsDone >= Components * 64;

    /// <summary>Where a JPEG begins in a file that may have other bytes first; −1: nowhere.</summary>
    internal static int FindStart(ReadOnlySpan<byte> file) => file is [0xFF, JpegMarker.StartOfImage, ..] ? 0
        : file[..Math.Min(file.Length, MostBytesBefore)].IndexOf([(byte)0xFF, JpegMarker.StartOfImage, (byte)0xFF]);

    /// <summary>Walks the file. Allocates nothing unless it throws.</summary>
    /// <exception cref="FrameDecodeException">Not a JPEG, cut off, of a kind that is not decoded, or beyond <see cref="PictureLimits"/>.</exception>
    internal static JpegHeader Read(ReadOnlySpan<byte> file, string name)
    {
        PictureLimits.CheckFile(name, file.Length);
        var start = FindStart(file);
        if (start < 0)
            throw new FrameDecodeException($"Picture '{name}' is not a JPEG: it does not start with FF D8.");
        var header = Walk(file[start..], name);
        var pixels = (long)header.Width * header.Height;
        if (header.Scans > 1 && pixels * header.Scans > PictureLimits.MaxPixelScans)
        {
            throw new FrameDecodeException(
                $"Picture '{name}' has {header.Scans} scans of {header.Width}×{header.Height} pixels; at most " +
                $"{PictureLimits.MaxPixelScans / 1_000_000} million pixels × scans are decoded. Save it as a baseline JPEG.");
        }

        if (pixels > file.Length * MaxPixelsPerByte)
            throw new FrameDecodeException($"Picture '{name}' claims {header.Width}×{header.Height} pixels in only {file.Length} bytes: it is damaged.");
        return header with { Start = start, Bytes = start + header.Bytes };
    }

    /// <summary>The picture without what is no part of it, and with an end marker.</summary>
    /// <param name="file">The file that this was read from.</param>
    /// <param name="destination">Receives it; as long as the file, and two more.</param>
    /// <returns>How many bytes were written.</returns>
    internal int WriteClean(ReadOnlySpan<byte> file, Span<byte> destination)
    {
        var segments = new JpegSegments(file[Start..Bytes]);
        (destination[0], destination[1]) = (0xFF, JpegMarker.StartOfImage);
        var length = 2;
        while (segments.MoveNext())
        {
            var copy = destination.Slice(length, segments.Whole.Length);
            segments.Whole.CopyTo(copy);
            if (!IsProgressive && segments.Marker == JpegMarker.StartOfScan)
                SequentialScan.CopyTo(copy[(4 + segments.Content.Length - SequentialScan.Length)..]);
            if (IsOddJfif(segments))
                copy[JfifRevision + 4] = 1;
            length += copy.Length;
        }

        (destination[length], destination[length + 1]) = (0xFF, JpegMarker.EndOfImage);
        return length + 2;
    }

    // First and last coefficient, and their bits: what a scan that is not progressive has to say of itself. Some cameras leave it 0.
    private static ReadOnlySpan<byte> SequentialScan => [0, 63, 0];

    private const int JfifRevision = 5;

    /// <summary>A revision that does not exist: the decoder goes on, but says so before anything else.</summary>
    private static bool IsOddJfif(in JpegSegments segments) =>
        segments.Marker == JpegMarker.ApplicationData0 && segments.Content.StartsWith("JFIF\0"u8) && segments.Content.Length > JfifRevision && segments.Content[JfifRevision] != 1;

    private static JpegHeader Walk(ReadOnlySpan<byte> picture, string name)
    {
        var header = new JpegHeader { IsClean = true };
        var segments = new JpegSegments(picture);
        var end = segments.Position;
        while (segments.MoveNext())
        {
            // What a camera left in the buffer from a longer frame may look like anything.
            if (header.IsWhole && JpegMarker.IsStartOfFrame(segments.Marker))
                break;
            if (JpegMarker.IsStartOfFrame(segments.Marker))
                header = ReadFrame(segments.Content, segments.Marker, header, name);
            else if (segments.Marker == JpegMarker.StartOfScan)
                header = CountScan(segments.Content, header, name);
            else if (IsOddJfif(segments))
                header = header with { IsClean = false };
            end = segments.Position;
        }

        if (segments.End != JpegEnd.Marker && !header.IsWhole)
        {
            throw segments.End == JpegEnd.BadLength
                ? new FrameDecodeException($"Picture '{name}' is damaged: a segment at byte {segments.Position} is shorter than its length.")
                : new FrameDecodeException($"Picture '{name}' is cut off after {picture.Length} bytes, before its end marker.");
        }

        if (header.Scans == 0)
            throw new FrameDecodeException($"Picture '{name}' is damaged: it has no picture data.");
        var hasEnd = segments.End == JpegEnd.Marker;
        return header with
        {
            Bytes = hasEnd ? segments.Position : end,
            HasEnd = hasEnd,
            IsClean = header.IsClean && hasEnd && !segments.HasJunk,
        };
    }

    private static JpegHeader ReadFrame(ReadOnlySpan<byte> segment, byte marker, in JpegHeader earlier, string name)
    {
        if (KindOf(marker) is { } kind)
            throw new FrameDecodeException($"Picture '{name}' is {kind} JPEG (FF {marker:X2}), which is not decoded; save it as a baseline JPEG.");
        if (earlier.Width != 0 || segment.Length < 6)
            throw new FrameDecodeException($"Picture '{name}' is damaged: its frame header is repeated or too short.");
        var (precision, components, sampling) = (segment[0], segment[5], 0);
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
        for (var i = 7; i < segment.Length && i < 6 + (3 * components); i += 3)
            sampling = (sampling << 8) | segment[i];
        return earlier with { Width = width, Height = height, Components = components, Sampling = sampling, IsProgressive = marker == 0xC2 };
    }

    /// <summary>Baseline, extended sequential and progressive with Huffman coding are decoded; null for those.</summary>
    private static string? KindOf(byte marker) => marker switch
    {
        >= 0xC0 and <= 0xC2 => null,
        0xC3 => "a lossless",
        0xC9 or 0xCA => "an arithmetic-coded",
        0xCB => "a lossless, arithmetic-coded",
        _ => "a hierarchical",
    };

    private static JpegHeader CountScan(ReadOnlySpan<byte> parameters, in JpegHeader header, string name)
    {
        if (header.Width == 0)
            throw new FrameDecodeException($"Picture '{name}' is damaged: picture data comes before its header.");
        if (header.Scans == PictureLimits.MaxScans)
            throw new FrameDecodeException($"Picture '{name}' has more than {PictureLimits.MaxScans} scans: it is refused as a progressive bomb.");
        if (parameters.Length < 4 || parameters.Length < 4 + (2 * parameters[0]))
            throw new FrameDecodeException($"Picture '{name}' is damaged: a scan has too few parameters.");
        var components = parameters[0];
        var last = parameters[^SequentialScan.Length..];
        // A progressive scan whose bit position is 0 has the last bits of its coefficients.
        var done = !header.IsProgressive ? 64 : (last[2] & 15) == 0 ? Math.Max(0, last[1] - last[0] + 1) : 0;
        return header with
        {
            Scans = header.Scans + 1,
            CoefficientsDone = header.CoefficientsDone + (components * done),
            IsClean = header.IsClean && (header.IsProgressive || last.SequenceEqual(SequentialScan)),
        };
    }
}
