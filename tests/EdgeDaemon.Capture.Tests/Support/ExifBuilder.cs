using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Writes Exif data (a TIFF file with one directory) byte by byte.</summary>
public static class ExifBuilder
{
    public static byte[] Orientation(int code, bool little = true) => Directory(little, (0x010F, 2, 4, 0x41414100), (0x0112, 3, 1, code), (0x011A, 5, 1, 8));

    /// <summary>A directory of entries: tag, type, count, value; short values stand first in their four bytes.</summary>
    public static byte[] Directory(bool little, params (int Tag, int Type, uint Count, int Value)[] entries)
    {
        var tiff = new byte[8 + 2 + (entries.Length * 12) + 4];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(tiff);
        Write(tiff, 4, 8, 4, little);
        Write(tiff, 8, entries.Length, 2, little);
        for (var i = 0; i < entries.Length; i++)
        {
            var (tag, type, count, value) = entries[i];
            var at = 10 + (12 * i);
            Write(tiff, at, tag, 2, little);
            Write(tiff, at + 2, type, 2, little);
            Write(tiff, at + 4, (int)count, 4, little);
            Write(tiff, at + 8, value, type == 3 ? 2 : 4, little);
        }

        return tiff;
    }

    private static void Write(byte[] to, int at, int value, int bytes, bool little)
    {
        Span<byte> all = stackalloc byte[4];
        if (little)
            BinaryPrimitives.WriteInt32LittleEndian(all, value);
        else
            BinaryPrimitives.WriteInt32BigEndian(all, value << (8 * (4 - bytes)));
        all[..bytes].CopyTo(to.AsSpan(at));
    }
}
