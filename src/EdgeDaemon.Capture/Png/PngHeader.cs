using System.Buffers.Binary;
using EdgeDaemon.Capture.Pictures;

namespace EdgeDaemon.Capture.Png;

/// <summary>Size and kind of a PNG, from its first chunk (PNG specification, 11.2.2).</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal readonly record struct PngHeader(int Width, int Height)
{
    // Deflate shrinks at most 1032 : 1, so a file that claims more holds less than it says.
    private const long MaxInflation = 1032;

    /// <summary>The eight bytes that every PNG starts with.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads and checks it. Allocates nothing unless it throws.</summary>
    /// <exception cref="FrameDecodeException">Not a PNG, cut off, or beyond <see cref="PictureLimits"/>.</exception>
    internal static PngHeader Read(ReadOnlySpan<byte> file, string name)
    {
        PictureLimits.CheckFile(name, file.Length);
        if (!file.StartsWith(Signature))
            throw new FrameDecodeException($"Picture '{name}' is not a PNG: it does not start with the PNG signature.");
        if (file.Length < 33)
            throw new FrameDecodeException($"Picture '{name}' is cut off after {file.Length} bytes, inside its header.");
        var header = file.Slice(16, 13);
        var width = BinaryPrimitives.ReadUInt32BigEndian(header);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (!file.Slice(12, 4).SequenceEqual("IHDR"u8) || width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw new FrameDecodeException($"Picture '{name}' is damaged: its header is not that of a PNG.");
        PictureLimits.CheckSize(name, (int)width, (int)height);
        var bitsPerPixel = header[8] * (header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        if (width * (long)height * bitsPerPixel / 8 > file.Length * MaxInflation)
            throw new FrameDecodeException($"Picture '{name}' claims {width}×{height} pixels in only {file.Length} bytes: it is damaged.");
        return new PngHeader((int)width, (int)height);
    }
}
