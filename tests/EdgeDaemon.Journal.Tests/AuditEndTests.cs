using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

/// <summary>The audit compares the journal's end with what is known to have been there.</summary>
public class AuditEndTests
{
    private const string Cursor = "/flash/cursor/publisher.cursor";
    private static readonly JournalOptions Options = Journals.Options(segments: 8);
    private static readonly JournalOptions HotOptions = Journals.Options(segments: 8, hot: true);
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Run_AllAcknowledged_IsIntactAndSaysSo()
    {
        var last = Fill();
        Acknowledge(last);

        var report = Audit();

        Assert.True(report.IsIntact);
        Assert.Equal((last, 0L, 0L), (report.Acknowledged, report.MissingAtEnd, report.CutOff));
        Assert.Empty(report.EndFindings);
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 75)]
    [InlineData(4, 201)]
    public void Run_NewestSegmentsGone_CountsWhatIsMissing(int gone, int missing)
    {
        Acknowledge(Fill());
        for (var number = 4; number > 4 - gone; number--)
            _disk.Delete($"/flash/journal/0000000{number}.seg");

        AssertMissing(missing);
    }

    [Fact]
    public void Run_NewestSegmentCut_CountsWhatIsMissing()
    {
        Acknowledge(Fill());
        Zero("/flash/journal/00000004.seg", 4096 + (5 * 64), 4096 - (5 * 64));

        AssertMissing(7);
    }

    [Fact]
    public void Run_HeaderOfTheNewestSegmentZeroed_CountsWhatIsMissing()
    {
        Acknowledge(Fill());
        Zero("/flash/journal/00000004.seg", 0, 4096);

        AssertMissing(12);
    }

    [Fact]
    public void Run_SegmentGoneButItsCopyInMemoryThere_CountsWhatIsMissing()
    {
        using var writer = JournalWriter.Open(HotOptions, _disk, _time, 0);
        for (var i = 0u; i < 200; i++)
            writer.AppendCount(i);
        _disk.Delete("/flash/journal/00000004.seg");

        var report = JournalAudit.Run(HotOptions, _disk, null);

        Assert.Equal(12, report.MissingAtEnd);
        Assert.Contains("a copy in memory holds it", Assert.Single(report.EndFindings), StringComparison.Ordinal);
        Assert.False(report.IsIntact);
    }

    [Fact]
    public void Run_CursorOfALaterEpochAndALowerNumber_IsOfAnotherJournal()
    {
        Acknowledge(new RecordId(Fill().BootEpoch + 5, 100));
        AssertForeign();
    }

    [Fact]
    public void Run_CursorOfAnEpochBetweenThoseOfTheJournal_IsOfAnotherJournal()
    {
        var first = Fill();
        _time.Advance(TimeSpan.FromHours(1));
        Fill();
        Acknowledge(new RecordId(first.BootEpoch + 7, 250));
        AssertForeign();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_CursorUnreadable_IsTold(bool isDamaged)
    {
        Acknowledge(Fill());
        if (isDamaged)
        {
            _disk.Corrupt(Cursor, 20, 1);
            _disk.Corrupt(Cursor, 532, 1);
        }
        else
        {
            _disk.Before = (call, path) =>
            {
                if (call == "open" && path == Cursor)
                    throw new JournalFileException("Opening", path, 13, "Permission denied");
            };
        }

        var report = Audit();

        Assert.False(report.IsIntact);
        Assert.Equal((default, 0L), (report.Acknowledged, report.MissingAtEnd));
        Assert.Contains(Cursor, Assert.Single(report.EndFindings), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NothingEverAcknowledged_IsIntact()
    {
        Fill();
        Assert.True(Audit().IsIntact);
        JournalCursor.Open(Options, _disk, _time).Dispose();
        Assert.True(Audit().IsIntact);
    }

    [Fact]
    public void Run_OneCopyOfTheCursorTorn_TheOtherCounts()
    {
        var last = Fill();
        Acknowledge(new RecordId(last.BootEpoch, 150));
        Acknowledge(last);
        _disk.Corrupt(Cursor, 20, 1);

        var report = Audit();

        Assert.True(report.IsIntact);
        Assert.NotEqual(default, report.Acknowledged);
    }

    [Fact]
    public void Run_CursorOlderThanTheRing_IsIntact()
    {
        var id = default(RecordId);
        using (var writer = JournalWriter.Open(Options, _disk, _time, 0))
        {
            id = writer.AppendCount(1);
            Acknowledge(id);
            for (var i = 0u; i < 800; i++)
                writer.AppendCount(i);
        }

        var report = Audit();

        Assert.True(report.First > id);
        Assert.True(report.IsIntact);
    }

    [Fact]
    public void Run_PowerCutTookWhatWasAcknowledged_IsToldAndNoFault()
    {
        RecordId last = default;
        var writer = JournalWriter.Open(HotOptions, _disk, _time, 0);
        for (var i = 0u; i < 50; i++)
            last = writer.AppendCount(i);
        using (var cursor = JournalCursor.Open(HotOptions, _disk, _time))
            cursor.Advance(last);
        _disk.CutPower(new Random(3));
        Assert.Equal(50, JournalAudit.Run(HotOptions, _disk, null).MissingAtEnd);

        JournalWriter.Open(HotOptions, _disk, _time, 0).Dispose();

        var report = JournalAudit.Run(HotOptions, _disk, null);
        Assert.True(report.IsIntact);
        Assert.Equal((50L, 0L), (report.CutOff, report.MissingAtEnd));
    }

    private void AssertMissing(int missing)
    {
        var report = Audit();
        Assert.False(report.IsIntact);
        Assert.Equal(missing, report.MissingAtEnd);
        Assert.StartsWith($"{missing} records are missing at the end", Assert.Single(report.EndFindings), StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (report.Missing, report.Damaged));
    }

    private void AssertForeign()
    {
        var report = Audit();
        Assert.False(report.IsIntact);
        Assert.Contains("that of another journal", Assert.Single(report.EndFindings), StringComparison.Ordinal);
    }

    /// <summary>A boot record and 200 others: three full segments and 12 records.</summary>
    private RecordId Fill()
    {
        using var writer = JournalWriter.Open(Options, _disk, _time, 0);
        RecordId last = default;
        for (var i = 0u; i < 200; i++)
            last = writer.AppendCount(i);
        return last;
    }

    private void Acknowledge(RecordId id)
    {
        using var cursor = JournalCursor.Open(Options, _disk, _time);
        cursor.Advance(id);
    }

    private AuditReport Audit() => JournalAudit.Run(Options, _disk, null);

    private void Zero(string path, long offset, int bytes)
    {
        using var file = _disk.TryOpenWrite(path)!;
        file.Write(new byte[bytes], offset);
    }
}
