using System.Buffers.Binary;
using System.Globalization;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Format;

/// <summary>
/// The first page of a segment file. What counts lies in one sector, so that it is written whole or not at all; a second
/// copy in another sector survives a damaged first.
/// </summary>
/// <remarks>
/// <code>
/// offset size   (copy A at 0, copy B at 2048 of a 4096-byte page; little-endian; unnamed bytes are 0)
///      0    8   "EDGEJRNL"
///      8    2   format version, of this page and of the records behind it: 2; 1 is read
///     10    2   record size, 64
///     12    4   segment size in bytes, this page included
///     16    8   segment number, the same as in the file's name
///     24    8   sequence of the first record
///     32   32   chain value before the first record
///     64    4   boot epoch of the writer that began the segment
///    508    4   CRC-32C of bytes 0..507
/// </code>
/// Magic, version, record size and CRC keep their place in all versions, so that each build can tell another's file from
/// a damaged one.
/// </remarks>
internal sealed record SegmentHeader(ulong Number, int SegmentBytes, ulong FirstSequence, uint BootEpoch, ChainValue Chain)
{
    public const int PageBytes = 4096;

    /// <summary>No segment is larger; who reads one may have to look through all of it.</summary>
    public const int MostSegmentBytes = 64 << 20;
    public const int SlotsPerPage = PageBytes / SlotBytes;
    public const string Extension = ".seg";
    public const string HotExtension = ".hot";
    private const int SlotBytes = LabelRecord.SizeBytes;
    private const int CopyBytes = 512;
    private const int SecondCopy = 2048;
    private const int CrcOffset = 508;
    private static ReadOnlySpan<byte> Magic => "EDGEJRNL"u8;

    /// <summary>Version of the segment and of each record in it; a segment that is begun has that of this build.</summary>
    public ushort Version { get; init; } = LabelRecord.CurrentVersion;

    /// <summary>Pages of records.</summary>
    public int Pages => (SegmentBytes / PageBytes) - 1;

    /// <summary>Record slots; the last is kept for a gap record.</summary>
    public int Slots => Pages * SlotsPerPage;

    public string FileName => Number.ToString("D8", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Name of the copy in the hot directory.</summary>
    public string HotFileName => Number.ToString("D8", CultureInfo.InvariantCulture) + HotExtension;

    public static long OffsetOfSlot(int slot) => PageBytes + ((long)slot * SlotBytes);

    public static long OffsetOfPage(int page) => PageBytes * (page + 1L);

    public void Write(IJournalFile file)
    {
        Span<byte> page = stackalloc byte[PageBytes];
        page.Clear();
        var copy = page[..CopyBytes];
        Magic.CopyTo(copy);
        BinaryPrimitives.WriteUInt16LittleEndian(copy[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(copy[10..], SlotBytes);
        BinaryPrimitives.WriteInt32LittleEndian(copy[12..], SegmentBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(copy[16..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(copy[24..], FirstSequence);
        Chain.CopyTo(copy[32..]);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[64..], BootEpoch);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[CrcOffset..], Crc32C.Compute(copy[..CrcOffset]));
        copy.CopyTo(page[SecondCopy..]);
        file.Write(page, 0);
    }

    /// <summary>The header of the file called <paramref name="name"/>; null when the file is none of the ring's.</summary>
    /// <exception cref="JournalFormatException">A journal of another format.</exception>
    public static SegmentHeader? Read(IJournalFile file, string name)
    {
        Span<byte> page = stackalloc byte[PageBytes];
        var count = file.Read(page, 0);
        page[count..].Clear();
        return ReadCopy(page[..CopyBytes], name) ?? ReadCopy(page.Slice(SecondCopy, CopyBytes), name);
    }

    private static SegmentHeader? ReadCopy(ReadOnlySpan<byte> copy, string name)
    {
        if (!copy.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(copy[CrcOffset..]) != Crc32C.Compute(copy[..CrcOffset]))
            return null;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(copy[8..]);
        var recordBytes = BinaryPrimitives.ReadUInt16LittleEndian(copy[10..]);
        if (version is 0 or > LabelRecord.CurrentVersion || recordBytes != SlotBytes)
        {
            throw new JournalFormatException(
                $"The journal segment '{name}' has format version {version} with {recordBytes}-byte records; this build reads versions 1 to "
                + $"{LabelRecord.CurrentVersion} with {SlotBytes}-byte records. Run the build that wrote it until all is published, or move "
                + "the journal's folder away; nothing has been changed.");
        }

        var number = BinaryPrimitives.ReadUInt64LittleEndian(copy[16..]);
        var header = new SegmentHeader(
            number,
            BinaryPrimitives.ReadInt32LittleEndian(copy[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(copy[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(copy[64..]),
            ChainValue.Read(copy[32..]))
        { Version = version };

        // A size that no writer gives, or a file that was renamed for reuse, but whose header was not rewritten before the power went: it is free.
        return IsPossible(header.SegmentBytes) && (name == header.FileName || name == header.HotFileName) ? header : null;
    }

    /// <summary>May a segment be of this size?</summary>
    public static bool IsPossible(int segmentBytes) => segmentBytes is >= 2 * PageBytes and <= MostSegmentBytes && segmentBytes % PageBytes == 0;
}
