using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EdgeDaemon.Tests.Privacy;

/// <summary>
/// A colour that is in the camera's pictures and nowhere else. Scaling, cropping and averaging leave it as it is, so that a few pixels of it in a row can be
/// known again: in each channel order, as one plane, as floats, and each of these as text, or compressed.
/// </summary>
internal static class Canary
{
    public const byte Red = 0xC3;
    public const byte Green = 0x5A;
    public const byte Blue = 0x97;
    private const int Pixels = 6;
    private const int MostInflated = 1 << 20;
    private static readonly byte Luma = (byte)Math.Round((0.299 * Red) + (0.587 * Green) + (0.114 * Blue));
    private static readonly (string Form, byte[] Bytes)[] Patterns = [.. Raw().SelectMany(Forms), .. Decimal(), .. Files()];

    /// <summary>What of a picture is in some bytes, and where; null: nothing.</summary>
    public static string? FindIn(ReadOnlySpan<byte> bytes, bool inflates = true)
    {
        foreach (var (form, pattern) in Patterns)
        {
            if (bytes.IndexOf(pattern) is >= 0 and var at)
                return $"{form} at byte {at}";
        }

        return inflates ? FindCompressed(bytes) : null;
    }

    private static string? FindCompressed(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length - 8; at++)
        {
            var isZlib = bytes[at] == 0x78 && BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) % 31 == 0;
            var isGzip = bytes[at] == 0x1F && bytes[at + 1] == 0x8B;
            if ((isZlib || isGzip) && Inflate(bytes[at..].ToArray(), isGzip) is { Length: > 0 } inside && FindIn(inside, inflates: false) is { } found)
                return $"compressed {found} of what begins at byte {at}";
        }

        return null;
    }

    private static byte[] Inflate(byte[] bytes, bool isGzip)
    {
        using var source = new MemoryStream(bytes);
        using Stream stream = isGzip ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        try
        {
            var buffer = new byte[4096];
            while (inflated.Length < MostInflated && stream.Read(buffer) is > 0 and var count)
                inflated.Write(buffer, 0, count);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // No stream, or not to its end: what came out of it counts.
        }

        return inflated.ToArray();
    }

    private static IEnumerable<(string Form, byte[] Bytes)> Raw()
    {
        foreach (var (name, pixel) in new (string, byte[])[] { ("RGB", [Red, Green, Blue]), ("BGR", [Blue, Green, Red]), ("RGBA", [Red, Green, Blue, 255]), ("BGRA", [Blue, Green, Red, 255]) })
        {
            for (var turn = 0; turn < pixel.Length; turn++)
                yield return (name, [.. Enumerable.Range(0, Pixels * pixel.Length).Select(i => pixel[(i + turn) % pixel.Length])]);
        }

        foreach (var value in new[] { Red, Green, Blue, Luma })
            yield return ("a plane", Enumerable.Repeat(value, 4 * Pixels).ToArray());
        foreach (var value in new[] { Red, Green, Blue })
        {
            foreach (var scaled in new[] { value, value / 255f })
                yield return ("floats", [.. Enumerable.Range(0, Pixels).SelectMany(_ => BitConverter.GetBytes(scaled))]);
        }
    }

    private static IEnumerable<(string Form, byte[] Bytes)> Forms((string Form, byte[] Bytes) raw)
    {
        yield return raw;
        yield return ($"hexadecimal {raw.Form}", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(raw.Bytes)));
        yield return ($"hexadecimal {raw.Form}", Encoding.ASCII.GetBytes(Convert.ToHexString(raw.Bytes)));
        // Three places where a group of three bytes may begin; what its neighbours have a part in is left out.
        for (var skipped = 0; skipped < 3; skipped++)
            yield return ($"base64 {raw.Form}", Encoding.ASCII.GetBytes(Convert.ToBase64String(raw.Bytes.AsSpan(skipped, (raw.Bytes.Length - skipped) / 3 * 3))));
    }

    private static IEnumerable<(string Form, byte[] Bytes)> Decimal() =>
        from separator in new[] { ",", ", ", " ", ";" }
        from numbers in new[] { new[] { Red, Green, Blue }, [Blue, Green, Red], [Red, Red, Red], [Green, Green, Green], [Blue, Blue, Blue] }
        select ("decimal", Encoding.ASCII.GetBytes(string.Join(separator, Enumerable.Repeat(numbers, Pixels).SelectMany(n => n))));

    private static IEnumerable<(string Form, byte[] Bytes)> Files() =>
    [
        ("a PNG", [0x89, .. "PNG\r\n"u8]),
        ("a PNG in base64", [.. "iVBORw0KGg"u8]),
        ("a JPEG", [0xFF, 0xD8, 0xFF]),
        ("a JPEG in base64", [.. "/9j/4"u8]),
        ("a portable pixmap", [.. "P6\n"u8]),
    ];
}
