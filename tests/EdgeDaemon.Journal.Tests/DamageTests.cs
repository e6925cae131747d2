using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public class DamageTests
{
    private const int OneHeaderCopy = 512; // flips start behind it: both copies damaged cost the segment
    private static readonly JournalOptions Options = Journals.Options(segments: 8);
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 30)]
    [InlineData(1, 62)]
    [InlineData(2, 0)]
    [InlineData(2, 31)]
    [InlineData(2, 62)]
    public void FlippedBit_InAnOlderSegment_CostsThatRecordAndNoMore(int segment, int slot)
    {
        Fill(200);
        FlipRecord(segment, slot);
        var lost = (uint)(((segment - 1) * Journals.RecordsPerSegment) + slot); // sequence 1 is the boot record

        using (var writer = Open())
            writer.AppendCount(201);

        Assert.Equal(Journals.Range(1, 201).Where(value => value != lost), Journals.Values(Journals.ReadAll(Options, _disk)));
        var audit = JournalAudit.Run(Options, _disk, null);
        Assert.Equal(1, audit.Damaged);
        Assert.Equal(0, audit.Missing);
        Assert.False(audit.IsIntact);
    }

    [Fact]
    public void FlippedBit_InTheNewestSegment_KeepsWhatFollowsAndBeginsASegment()
    {
        var heard = new List<string>();
        Fill(30);
        FlipRecord(1, 10);

        using (var writer = JournalWriter.Open(Options with { Report = heard.Add }, _disk, _time, 0))
            writer.AppendCount(31);

        Assert.Equal(Journals.Range(1, 31).Where(value => value != 10), Journals.Values(Journals.ReadAll(Options, _disk)));
        Assert.Contains("1 unreadable records", Assert.Single(heard), StringComparison.Ordinal);
        Assert.Equal(1, JournalAudit.Run(Options, _disk, null).Damaged);
    }

    [Fact]
    public void FlippedBit_Anywhere_NeverStopsAnybody()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            using (var writer = JournalWriter.Open(Options, disk, _time, 0))
            {
                for (var i = 1u; i <= 150; i++)
                    writer.AppendCount(i);
            }

            var paths = disk.Paths.Where(path => path.EndsWith(".seg", StringComparison.Ordinal)).ToList();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
                disk.Corrupt(paths[random.Next(paths.Count)], random.Next(OneHeaderCopy, 8192), (byte)(1 << random.Next(8)));

            using (var again = JournalWriter.Open(Options, disk, _time, 0))
                again.AppendCount(1000);
            var read = Journals.Values(Journals.ReadAll(Options, disk));
            Assert.True(read.Length >= 145, $"seed {seed}: {read.Length} of 150 records left");
            Assert.Equal(1000u, read[^1]);
            Assert.Equal(read.Order(), read);
        }
    }

    [Fact]
    public void MissingSegment_IsCountedExactlyAndReadOver()
    {
        Fill(200);
        _disk.Delete("/flash/journal/00000002.seg");

        var audit = JournalAudit.Run(Options, _disk, null);

        Assert.Equal(Journals.RecordsPerSegment, audit.Missing);
        Assert.Equal(0, audit.Damaged);
        Assert.Equal(200 + 1 - Journals.RecordsPerSegment, audit.Records);
    }

    [Fact]
    public void ForgedRecord_WithItsOwnCrcPutRight_BreaksTheChain()
    {
        Fill(200);
        Forge("/flash/journal/00000001.seg", slot: 20);
        var audit = JournalAudit.Run(Options, _disk, null);
        Assert.Equal(1, audit.Damaged);
        Assert.DoesNotContain(999u, Journals.Values(Journals.ReadAll(Options, _disk)));
    }

    [Fact]
    public void Audit_WholeJournal_CountsIt()
    {
        Fill(200);
        Fill(10);
        var seen = 0;

        var audit = JournalAudit.Run(Options, _disk, _ => seen++);

        Assert.True(audit.IsIntact);
        Assert.Equal(212, audit.Records);
        Assert.Equal(212, seen);
        Assert.Equal(2, audit.Epochs);
        Assert.Equal(4, audit.Segments);
        Assert.Equal(0, audit.Gaps);
        Assert.Equal(1ul, audit.First.Sequence);
        Assert.Equal(212ul, audit.Last.Sequence);
    }

    [Fact]
    public void Audit_NothingThere_IsIntactAndEmpty()
    {
        var audit = JournalAudit.Run(Options, _disk, null);
        Assert.True(audit.IsIntact);
        Assert.Equal(0, audit.Records);
    }

    [Fact]
    public void Audit_SameSegmentTwice_FindsTheDuplicates()
    {
        Fill(10);
        using (var source = _disk.TryOpenRead("/flash/journal/00000001.seg")!)
        using (var copy = _disk.Create("/flash/journal/00000002.seg"))
        {
            var bytes = new byte[8192];
            source.Read(bytes, 0);
            copy.Write(bytes, 0);
            var header = EdgeDaemon.Journal.Format.SegmentHeader.Read(source, "00000001.seg")!;
            (header with { Number = 2 }).Write(copy);
        }

        Assert.Equal(11, JournalAudit.Run(Options, _disk, null).Duplicates);
    }

    private void Fill(uint count)
    {
        using var writer = Open();
        for (var i = 1u; i <= count; i++)
            writer.AppendCount(i);
    }

    private JournalWriter Open() => JournalWriter.Open(Options, _disk, _time, 0);

    private void FlipRecord(int segment, int slot) => _disk.Corrupt($"/flash/journal/0000000{segment}.seg", 4096 + (slot * 64) + 37, 0x20);

    private void Forge(string path, int slot)
    {
        using var file = _disk.TryOpenWrite(path)!;
        var bytes = new byte[LabelRecord.SizeBytes];
        file.Read(bytes, 4096 + (slot * 64));
        var record = EdgeDaemon.Journal.Format.RecordCodec.Read(bytes);
        record.Value = 999;
        record.Crc = EdgeDaemon.Journal.Format.RecordCodec.CrcOf(in record);
        file.Write(EdgeDaemon.Journal.Format.RecordCodec.BytesOf(in record), 4096 + (slot * 64));
    }
}
