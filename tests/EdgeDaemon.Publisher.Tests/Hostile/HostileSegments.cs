using System.Buffers.Binary;
using System.Numerics;

namespace EdgeDaemon.Publisher.Tests.Hostile;

/// <summary>Segments that no writer of ours makes, with checksums that fit.</summary>
internal static class HostileSegments
{
    /// <summary>The first page of a segment.</summary>
    public static byte[] Header(ulong number, int segmentBytes, ulong first, uint epoch, byte version = 2)
    {
        var page = new byte[4096];
        "EDGEJRNL"u8.CopyTo(page);
        (page[8], page[10]) = (version, 64);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(12), segmentBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(16), number);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(24), first);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(64), epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(508), ~page[..508].Aggregate(uint.MaxValue, BitOperations.Crc32C));
        return page;
    }
}
