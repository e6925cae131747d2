using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Color;

/// <summary>
/// The parts of an ICC profile (ICC.1:2010) that say what the RGB of a camera or screen means: one tone curve and one
/// colorant per channel, a "matrix/TRC" profile. Untrusted bytes: whatever lies outside of them is not there.
/// </summary>
internal readonly ref struct IccProfile
{
    private const int HeaderBytes = 128;
    private const int EntryBytes = 12;
    private const int ColorSpaceAt = 16;
    private const int ConnectionSpaceAt = 20;
    private const int SignatureAt = 36;

    // Real profiles have about 10 tags; a table may list more, but nobody needs to search it.
    private const int MostTags = 100;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Looks at a profile; nothing is copied.</summary>
    internal IccProfile(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Is it a profile of RGB, by way of XYZ?</summary>
    internal bool IsRgbByXyz =>
        _bytes.Length >= HeaderBytes + 4
        && _bytes[SignatureAt..].StartsWith("acsp"u8)
        && _bytes[ColorSpaceAt..].StartsWith("RGB "u8)
        && _bytes[ConnectionSpaceAt..].StartsWith("XYZ "u8);

    /// <summary>The content of a tag; empty when it is not there.</summary>
    /// <param name="name">Four characters, such as <c>rTRC</c>.</param>
    internal ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> name)
    {
        var table = _bytes[HeaderBytes..];
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(table), MostTags);
        for (var i = 0; i < count && 4 + ((i + 1) * EntryBytes) <= table.Length; i++)
        {
            var entry = table.Slice(4 + (i * EntryBytes), EntryBytes);
            if (!entry.StartsWith(name))
                continue;
            var (start, length) = (BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
            return (ulong)start + length <= (ulong)_bytes.Length ? _bytes.Slice((int)start, (int)length) : [];
        }

        return [];
    }

    /// <summary>Reads where a channel at its full lies in XYZ, relative to D50, Y of white = 1.</summary>
    /// <returns>False when the tag is missing or of another type.</returns>
    internal bool TryGetColorant(ReadOnlySpan<byte> name, out (double X, double Y, double Z) colorant)
    {
        var tag = Tag(name);
        var isColorant = tag.Length >= 20 && tag.StartsWith("XYZ "u8);
        colorant = isColorant ? (Fixed(tag[8..]), Fixed(tag[12..]), Fixed(tag[16..])) : default;
        return isColorant;
    }

    /// <summary>An s15Fixed16Number.</summary>
    internal static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;
}
