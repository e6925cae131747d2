using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Format;

/// <summary>
/// A record and its bytes. The struct is its own disk format: both supported machines (x64, arm64) are little-endian.
/// </summary>
internal static class RecordCodec
{
    /// <summary>The chain covers the record up to its own two check fields.</summary>
    public const int ChainedBytes = 56;

    private const int CheckedBytes = 60;
    private const int FlagsOfVersion1 = 1 << 3;

    public static ReadOnlySpan<byte> BytesOf(in LabelRecord record) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<LabelRecord>(in record));

    public static LabelRecord Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<LabelRecord>(bytes);

    /// <summary>Fills <see cref="LabelRecord.Chain"/> and <see cref="LabelRecord.Crc"/> and moves the chain on.</summary>
    public static void Seal(ref LabelRecord record, ref ChainValue chain)
    {
        chain = chain.Next(in record);
        record.Chain = chain.Link;
        record.Crc = CrcOf(in record);
    }

    public static uint CrcOf(in LabelRecord record) => Crc32C.Compute(BytesOf(in record)[..CheckedBytes]);

    /// <summary>Is this a whole record of a format version? Says nothing about where it belongs.</summary>
    public static bool IsWhole(in LabelRecord record, ushort version) =>
        record.Version == version && record.Kind != LabelRecordKind.None && record.Crc == CrcOf(in record);

    /// <summary>
    /// What a record of any version says, in the present one: version 1 had the sub-label's score, in 31 steps, above the flags. The
    /// check fields stay those of the bytes that were read.
    /// </summary>
    public static LabelRecord ToCurrent(LabelRecord record)
    {
        if (record.Version == 1)
        {
            record.SubScore = (byte)Math.Round((byte)record.Flags / FlagsOfVersion1 * 255 / 31.0);
            record.Flags &= (LabelRecordFlags)(FlagsOfVersion1 - 1);
            record.Version = LabelRecord.CurrentVersion;
        }

        return record;
    }
}
