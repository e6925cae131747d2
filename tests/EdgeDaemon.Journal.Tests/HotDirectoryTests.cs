using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public class HotDirectoryTests
{
    private const string Hot = "/ram/journal/00000001.hot";
    private static readonly JournalOptions Options = Journals.Options(segments: 8, hot: true);
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Open_AfterAKilledProcess_AdoptsTheLiveCopy()
    {
        var writer = Open();
        for (var i = 1u; i <= 30; i++)
            writer.AppendCount(i);
        _disk.Kill();

        using var again = Open();

        Assert.Equal(Journals.Range(1, 30), Values());
        Assert.Equal(32ul, again.Status.SyncedId.Sequence); // what was adopted is synced along with the boot record
        _disk.CutPower(new Random(1));
        Assert.Equal(Journals.Range(1, 30), Values());
    }

    [Fact]
    public void Open_AfterAReboot_GoesOnBehindTheLastCommit()
    {
        var writer = Open();
        writer.AppendCount(1);
        writer.Commit();
        writer.AppendCount(2);
        _disk.CutPower(new Random(1));

        using var again = Open();
        again.AppendCount(3);

        Assert.Equal([1u, 3u], Values());
        Assert.True(JournalAudit.Run(Options, _disk, null).IsIntact);
    }

    [Fact]
    public void Dispose_BringsAllToFlashAndRemovesTheLiveCopy()
    {
        using (var writer = Open())
            writer.AppendCount(1);
        Assert.DoesNotContain(_disk.Paths, path => path.EndsWith(".hot", StringComparison.Ordinal));
        _disk.CutPower(new Random(1));
        Assert.Equal([1u], Values());
    }

    [Fact]
    public void Open_LiveCopyOfAnotherJournal_IsRemovedAndSaid()
    {
        using (var writer = Open())
            writer.AppendCount(1);
        var heard = new List<string>();
        using (var stray = _disk.Create(Hot))
            stray.Write(new byte[5000], 0);

        using var again = JournalWriter.Open(Options with { Report = heard.Add }, _disk, _time, 0);

        Assert.Equal([1u], Values());
        Assert.Contains("does not continue", Assert.Single(heard), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FlashDamagedLiveCopyWhole_HealsTheSegment()
    {
        var writer = Open();
        for (var i = 1u; i <= 30; i++)
            writer.AppendCount(i);
        writer.Commit();
        _disk.Kill();
        _disk.Corrupt("/flash/journal/00000001.seg", 4096 + (64 * 7) + 20, 0x40);

        Open().Dispose();

        Assert.Equal(Journals.Range(1, 30), Values());
        Assert.True(JournalAudit.Run(Options, _disk, null).IsIntact);
    }

    [Fact]
    public void Rotate_SegmentThatWasNeverSynced_IsSealedSmallerAndReadsTheSame()
    {
        var options = Journals.Options(segments: 4, hot: true, segmentBytes: 65536);
        using var writer = JournalWriter.Open(options, _disk, _time, 0);
        var before = writer.Status.BytesWritten;
        for (var i = 1u; i <= 1000; i++)
            writer.AppendCount(i);

        Assert.True(writer.Status.BytesWritten - before < 959 * LabelRecord.SizeBytes / 2, $"{writer.Status.BytesWritten - before} bytes");
        var live = Journals.ReadAll(options, _disk);
        Assert.Equal(Journals.Range(1, 1000), Journals.Values(live));
        Assert.True(JournalAudit.Run(options, _disk, null).IsIntact);
        Assert.All(live, record => Assert.True(EdgeDaemon.Journal.Format.RecordCodec.IsWhole(in record, LabelRecord.CurrentVersion))); // rebuilt to the byte
    }

    [Fact]
    public void SealedSegment_FlippedBit_CostsItsPageAndTheChainHoldsBehindIt()
    {
        var options = Journals.Options(segments: 4, hot: true, segmentBytes: 65536);
        using (var writer = JournalWriter.Open(options, _disk, _time, 0))
        {
            for (var i = 1u; i <= 1000; i++)
                writer.AppendCount(i);
        }

        _disk.Corrupt("/flash/journal/00000001.seg", 4096 + (2 * 4096) + 100, 1);

        var audit = JournalAudit.Run(options, _disk, null);
        var values = Journals.Values(Journals.ReadAll(options, _disk));
        Assert.InRange(audit.Damaged, 64, 500);
        Assert.Equal(1000 - audit.Damaged, values.Length);
        Assert.Equal(1000u, values[^1]);
        Assert.Equal(0, audit.ChainBreaks);
    }

    private JournalWriter Open() => JournalWriter.Open(Options, _disk, _time, 0);

    private uint[] Values() => Journals.Values(Journals.ReadAll(Options, _disk));
}
