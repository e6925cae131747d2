using System.Buffers.Binary;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Format;

/// <summary>
/// The publisher's cursor: two copies of one id, in two sectors, written in turn, so that a torn write leaves the older one.
/// <code>
/// offset size   (copy A at 0, copy B at 512; the file is one page of 4096 bytes)
///      0    8   "EDJCURSR"
///      8    4   format version, 1
///     12    4   boot epoch
///     16    8   sequence
///     24    4   CRC-32C of bytes 0..23
/// </code>
/// </summary>
internal static class CursorFile
{
    public const int Bytes = 4096;
    private const string Name = "publisher.cursor";
    private const int CopyStride = 512;
    private const int CopyBytes = 28;
    private const uint Version = 1;
    private static ReadOnlySpan<byte> Magic => "EDJCURSR"u8;

    public static string PathIn(string directory) => Path.Combine(directory, Name);

    /// <summary>Offset of the copy that the <paramref name="turn"/>-th write goes to.</summary>
    public static long OffsetOf(int turn) => (turn & 1) * CopyStride;

    public static void Write(IJournalFile file, RecordId id, int turn)
    {
        Span<byte> copy = stackalloc byte[CopyBytes];
        Magic.CopyTo(copy);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[12..], id.BootEpoch);
        BinaryPrimitives.WriteUInt64LittleEndian(copy[16..], id.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[24..], Crc32C.Compute(copy[..24]));
        file.Write(copy, OffsetOf(turn));
    }

    /// <summary>
    /// The newest id that any copy in either folder holds; default when there is none. It is an optimisation, not a promise:
    /// whoever cannot read it publishes again under the same ids. So damage is no error.
    /// </summary>
    /// <param name="options">Its folders.</param>
    /// <param name="files">The file system.</param>
    /// <param name="damage">Told of each file that is there and holds no valid copy, in a sentence.</param>
    public static RecordId ReadNewest(JournalOptions options, IJournalFileSystem files, Action<string>? damage = null)
    {
        var durable = ReadIn(options.CursorDirectory, files, damage);
        var hot = options.CursorHotDirectory is { } directory ? ReadIn(directory, files, damage) : default;
        return hot > durable ? hot : durable;
    }

    private static RecordId ReadIn(string directory, IJournalFileSystem files, Action<string>? damage)
    {
        try
        {
            using var file = files.TryOpenRead(PathIn(directory));
            if (file is null)
                return default;
            var a = ReadCopy(file, OffsetOf(0));
            var b = ReadCopy(file, OffsetOf(1));
            if (a == b && a == default && IsWritten(file))
                damage?.Invoke($"The publisher's cursor '{PathIn(directory)}' holds no valid copy.");
            return a > b ? a : b;
        }
        catch (JournalFileException e)
        {
            damage?.Invoke($"The publisher's cursor cannot be read: {e.Message}");
            return default;
        }
    }

    /// <summary>A file that was reserved and never written to is all zero.</summary>
    private static bool IsWritten(IJournalFile file)
    {
        Span<byte> page = stackalloc byte[Bytes];
        return page[..file.Read(page, 0)].ContainsAnyExcept((byte)0);
    }

    private static RecordId ReadCopy(IJournalFile file, long offset)
    {
        Span<byte> copy = stackalloc byte[CopyBytes];
        if (file.Read(copy, offset) != CopyBytes
            || !copy.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(copy[8..]) != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(copy[24..]) != Crc32C.Compute(copy[..24]))
            return default;
        return new RecordId(
            BinaryPrimitives.ReadUInt32LittleEndian(copy[12..]), BinaryPrimitives.ReadUInt64LittleEndian(copy[16..]));
    }
}
