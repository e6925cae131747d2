using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Format;

/// <summary>
/// A page of a finished segment whose records went to flash in one piece. Each is written as what changed since the one before:
/// a 56-bit mask of bytes, then those bytes. Sequence, chain and CRC follow from the page and are rebuilt. Labels at one per second
/// fill 5.5 MB a day raw, which alone is over the promised 5 MB; sealed they take less than half.
/// </summary>
/// <remarks>
/// <code>
/// offset size
///      0    1   0x5E, which is no record version
///      1    1   layout, 1
///      2    2   number of records
///      4    2   bytes of payload
///      8    8   sequence of the first record; the others follow without holes
///     16   32   chain value before the first record
///     48  ...   payload; the record before the first counts as all zero
///   4092    4   CRC-32C of bytes 0..4091
/// </code>
/// A page stands on its own: damage costs that page and no more.
/// </remarks>
internal static class SealedPage
{
    public const byte Marker = 0x5E;
    private const byte Layout = 1;
    private const int MaskBytes = RecordCodec.ChainedBytes / 8;
    private const int PayloadOffset = 48;
    private const int CrcOffset = SegmentHeader.PageBytes - 4;

    /// <summary>Most records that a page can hold: none of whose bytes changed.</summary>
    public const int MaxRecords = (CrcOffset - PayloadOffset) / MaskBytes;

    /// <summary>Packs records from <paramref name="records"/>, consecutive ones, into <paramref name="page"/>; returns how many fitted.</summary>
    public static int Pack(ReadOnlySpan<LabelRecord> records, in ChainValue chain, Span<byte> page)
    {
        page.Clear();
        var previous = default(LabelRecord);
        previous.Sequence = records[0].Sequence;
        var used = PayloadOffset;
        var count = 0;
        Span<byte> change = stackalloc byte[MaskBytes + RecordCodec.ChainedBytes];
        foreach (ref readonly var record in records)
        {
            var size = Difference(in previous, in record, change);
            if (used + size > CrcOffset)
                break;
            change[..size].CopyTo(page[used..]);
            used += size;
            count++;
            previous = record;
            previous.Sequence++;
        }

        page[0] = Marker;
        page[1] = Layout;
        BinaryPrimitives.WriteUInt16LittleEndian(page[2..], (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(page[4..], (ushort)(used - PayloadOffset));
        BinaryPrimitives.WriteUInt64LittleEndian(page[8..], records[0].Sequence);
        chain.CopyTo(page[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(page[CrcOffset..], Crc32C.Compute(page[..CrcOffset]));
        return count;
    }

    /// <summary>Unpacks a page; chain and CRC of the records stay 0. Returns their number, 0 when this is no whole sealed page.</summary>
    public static int Unpack(ReadOnlySpan<byte> page, Span<LabelRecord> records, out ChainValue chain)
    {
        chain = default;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(page[2..]);
        if (page[0] != Marker || page[1] != Layout || count > MaxRecords
            || BinaryPrimitives.ReadUInt32LittleEndian(page[CrcOffset..]) != Crc32C.Compute(page[..CrcOffset]))
            return 0;
        chain = ChainValue.Read(page[16..]);
        var payload = page[PayloadOffset..CrcOffset];
        var previous = default(LabelRecord);
        previous.Sequence = BinaryPrimitives.ReadUInt64LittleEndian(page[8..]);
        for (var i = 0; i < count; i++)
        {
            if (!Apply(ref previous, ref payload))
                return 0;
            records[i] = previous;
            previous.Sequence++;
        }

        return count;
    }

    private static int Difference(in LabelRecord previous, in LabelRecord record, Span<byte> change)
    {
        var before = RecordCodec.BytesOf(in previous);
        var after = RecordCodec.BytesOf(in record);
        change[..MaskBytes].Clear();
        var size = MaskBytes;
        for (var i = 0; i < RecordCodec.ChainedBytes; i++)
        {
            if (before[i] == after[i])
                continue;
            change[i / 8] |= (byte)(1 << (i % 8));
            change[size++] = after[i];
        }

        return size;
    }

    private static bool Apply(ref LabelRecord record, ref ReadOnlySpan<byte> payload)
    {
        if (payload.Length < MaskBytes)
            return false;
        var bytes = MemoryMarshal.AsBytes(new Span<LabelRecord>(ref record));
        var mask = payload[..MaskBytes];
        var used = MaskBytes;
        for (var i = 0; i < RecordCodec.ChainedBytes; i++)
        {
            if ((mask[i / 8] & (1 << (i % 8))) == 0)
                continue;
            if (used == payload.Length)
                return false;
            bytes[i] = payload[used++];
        }

        payload = payload[used..];
        return true;
    }
}
