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

    /// <summary>Is this a whole record of this format? Says nothing about where it belongs.</summary>
    public static bool IsWhole(in LabelRecord record) =>
        record.Version == LabelRecord.CurrentVersion && record.Kind != LabelRecordKind.None && record.Crc == CrcOf(in record);
}
