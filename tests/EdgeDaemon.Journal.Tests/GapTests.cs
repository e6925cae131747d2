using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Journal.Tests;

/// <summary>What gap records state is what was lost: no record more, no record less.</summary>
public class GapTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_RingFullOfUnacknowledged_StatesExactlyTheOverwritten(bool hot)
    {
        var disk = new SimulatedDisk();
        var options = Journals.Options(segments: 2, hot: hot);
        using var writer = JournalWriter.Open(options, disk, _time, 0);
        for (var i = 1u; i <= 200; i++)
            writer.AppendCount(i);

        var records = Journals.ReadAll(options, disk);

        var gap = Assert.Single(records, record => record.Kind == LabelRecordKind.Gap); // older ones are merged into it
        Assert.Equal(1ul, gap.GapFirstSequence);
        Assert.Equal(records[0].Sequence - 2, gap.GapFirstSequence + gap.TrackId); // the one between was the gap record before
        Assert.Equal((uint)(200 + 1 - (records.Count - 1)), gap.Value);
        Assert.Equal(gap.Value, writer.Status.LostRecords);
    }

    [Fact]
    public void Append_AcknowledgedRecords_AreOverwrittenWithoutAGap()
    {
        var disk = new SimulatedDisk();
        var options = Journals.Options(segments: 2);
        using var writer = JournalWriter.Open(options, disk, _time, 0);
        using var cursor = JournalCursor.Open(options, disk, _time);
        for (var i = 1u; i <= 1000; i++)
            cursor.Advance(writer.AppendCount(i));
        Assert.DoesNotContain(Journals.ReadAll(options, disk), record => record.Kind == LabelRecordKind.Gap);
        Assert.Equal(0, writer.Status.LostRecords);
    }

    [Fact]
    public void Append_AnyAcknowledgementsAndRestarts_ReportedIsReal()
    {
        var seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();
        Prop.ForAll(seeds, seed => new GapLedger(seed).ReportedMinusReal() == 0).QuickCheckThrowOnFailure();
    }
}
