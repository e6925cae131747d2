using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>Finds the ICC profile that a JPEG carries (ICC.1:2010, annex B.4).</summary>
internal static class JpegProfile
{
    private const byte ApplicationData2 = 0xE2;
    private const byte StartOfScan = 0xDA;

    private static ReadOnlySpan<byte> Name => "ICC_PROFILE\0"u8;

    /// <summary>
    /// The profile; empty when there is none, or one that is larger than a segment's 64 KiB: those that are consist of tables
    /// of colours, as printers have them.
    /// </summary>
    /// <param name="file">A JPEG that has been decoded, so its segments are sound.</param>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> file)
    {
        for (var position = 2; position + 4 <= file.Length && file[position] == 0xFF;)
        {
            var marker = file[position + 1];
            if (marker == 0xFF)
            {
                position++;
                continue;
            }

            var end = position + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]);
            if (marker == StartOfScan || end > file.Length)
                return [];
            var content = file[(position + 4)..end];

            // Behind the name: which part it is, and of how many.
            if (marker == ApplicationData2 && content.StartsWith(Name) && content.Length > Name.Length + 2)
                return content[Name.Length] == 1 && content[Name.Length + 1] == 1 ? content[(Name.Length + 2)..] : [];
            position = end;
        }

        return [];
    }
}
