using EdgeDaemon.Journal.Format;
using EdgeDaemon.Journal.Tests.Simulation;

namespace EdgeDaemon.Journal.Tests.Format;

public class SegmentHeaderTests
{
    private const string Path = "/flash/journal/00000001.seg";

    [Fact]
    public void Write_FieldsAreWhereTheFormatSays()
    {
        var disk = new SimulatedDisk();
        using var file = disk.Create("/f");
        var chain = ChainValue.Read([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        new SegmentHeader(0x0102030405060708, 0x2000, 0x1112131415161718, 0x21222324, chain).Write(file);

        var page = disk.Bytes("/f");

        Assert.Equal(4096, page.Length);
        Assert.Equal("EDGEJRNL"u8.ToArray(), page[..8]);
        Assert.Equal([2, 0, 64, 0, 0, 0x20, 0, 0], page[8..16]);
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], page[16..24]);
        Assert.Equal([0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11], page[24..32]);
        Assert.Equal(Enumerable.Range(1, 32).Select(i => (byte)i), page[32..64]);
        Assert.Equal([0x24, 0x23, 0x22, 0x21], page[64..68]);
        Assert.Equal(BitConverter.GetBytes(Crc32C.Compute(page.AsSpan(0, 508))), page[508..512]);
        Assert.Equal(page[..512], page[2048..2560]);
    }

    [Fact]
    public void Open_JournalOfAnotherVersion_NamesFileVersionsAndRemedyAndChangesNothing()
    {
        var disk = new SimulatedDisk();
        JournalWriter.Open(Journals.Options(), disk, TimeProvider.System, 0).Dispose();
        SetVersion(disk, 3);
        var before = disk.Bytes(Path);

        var error = Assert.Throws<JournalFormatException>(() => JournalWriter.Open(Journals.Options(), disk, TimeProvider.System, 0));

        Assert.Contains("00000001.seg", error.Message, StringComparison.Ordinal);
        Assert.Contains("version 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("reads versions 1 to 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("move the journal's folder away", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, disk.Bytes(Path));
        Assert.Throws<JournalFormatException>(() => JournalAudit.Run(Journals.Options(), disk, null));
        Assert.Throws<JournalFormatException>(() => Journals.ReadAll(Journals.Options(), disk));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(2048 + 20)]
    public void Open_OneHeaderCopyDamaged_LosesNothing(long offset)
    {
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Open(Journals.Options(), disk, TimeProvider.System, 0))
            writer.AppendCount(42);
        disk.Corrupt(Path, offset, 0x10);

        using var again = JournalWriter.Open(Journals.Options(), disk, TimeProvider.System, 0);

        Assert.Equal([42u], Journals.Values(Journals.ReadAll(Journals.Options(), disk)));
    }

    /// <summary>A header with a right checksum and a size that no segment has: 2 GiB would be looked through for records.</summary>
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-4096)]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(8193)]
    [InlineData((64 << 20) + 4096)]
    public void Read_ImpossibleSize_IsNoSegment(int segmentBytes)
    {
        var disk = new SimulatedDisk();
        using var file = disk.Create(Path);
        new SegmentHeader(1, segmentBytes, 1, 1, default).Write(file);

        Assert.Null(SegmentHeader.Read(file, "00000001.seg"));
    }

    private static void SetVersion(SimulatedDisk disk, byte version)
    {
        using var file = disk.TryOpenWrite(Path)!;
        var copy = new byte[512];
        file.Read(copy, 0);
        copy[8] = version;
        BitConverter.TryWriteBytes(copy.AsSpan(508), Crc32C.Compute(copy.AsSpan(0, 508)));
        file.Write(copy, 0);
    }
}
