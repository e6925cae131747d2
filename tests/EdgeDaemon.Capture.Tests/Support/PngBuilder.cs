using System.Buffers.Binary;
using System.IO.Compression;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Writes PNG files of any kind byte by byte (PNG specification, 5 and 11), also impossible ones.</summary>
public static class PngBuilder
{
    public static byte[] Build(int width, int height, byte bitDepth, byte colorType, byte[] scanlines, byte[]? palette = null, byte[]? extra = null, byte[]? late = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colorType);
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(scanlines);
        return
        [
            0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR"u8, header), .. extra ?? [], .. palette is null ? [] : Chunk("PLTE"u8, palette), .. Chunk("IDAT"u8, data.ToArray()), .. late ?? [], .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A whole chunk, its checksum right.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Crc(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
