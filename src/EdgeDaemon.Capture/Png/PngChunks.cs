using System.Buffers.Binary;
using System.IO.Compression;

namespace EdgeDaemon.Capture.Png;

/// <summary>What a PNG carries beside its picture (PNG specification, 5.3). Untrusted bytes: whatever is cut off or malformed is not there.</summary>
internal static class PngChunks
{
    // As for JPEGs, whose segments hold no more.
    private const int LargestProfile = 64 << 10;

    /// <summary>Content of the first chunk of a type; empty when there is none. Chunks may stand before and behind the picture.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        // Length, type, content, checksum.
        for (var rest = file[PngHeader.Signature.Length..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
                break;
            if (rest[4..].StartsWith(type))
                return rest.Slice(8, (int)length);
            rest = rest[(12 + (int)length)..];
        }

        return [];
    }

    /// <summary>
    /// The colour profile (11.3.2.3); empty when there is none, or one that is larger than 64 KiB. What a file says of gamma instead (gAMA),
    /// libpng has applied.
    /// </summary>
    internal static byte[] ReadProfile(ReadOnlySpan<byte> file)
    {
        // A name that ends with a zero byte, the method, of which there is one, and the profile.
        var chunk = Find(file, "iCCP"u8);
        var name = chunk.IndexOf((byte)0);
        if (name < 0 || chunk.Length < name + 2)
            return [];
        try
        {
            using var profile = new ZLibStream(new MemoryStream(chunk[(name + 2)..].ToArray()), CompressionMode.Decompress);
            var bytes = new byte[LargestProfile + 1];
            var length = profile.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LargestProfile ? bytes[..length] : [];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
