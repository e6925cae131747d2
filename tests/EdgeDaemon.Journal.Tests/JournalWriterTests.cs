using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public class JournalWriterTests
{
    private readonly SimulatedDisk _disk = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Append_FillsIdentityTimesFlagsAndTable()
    {
        using var writer = Open(Journals.Options(), tableHash: 0xCAFE);
        _time.Advance(TimeSpan.FromMilliseconds(1234));
        writer.ClockSynchronised = true;
        var record = LabelRecord.Of(LabelRecordKind.EventStart, 2);
        record.Flags = LabelRecordFlags.HasBox;

        var id = writer.Append(record);

        var read = Journals.ReadAll(Journals.Options(), _disk)[^1];
        Assert.Equal(id, read.Id);
        Assert.Equal(new RecordId(writer.BootEpoch, 2), id);
        Assert.Equal(LabelRecord.CurrentVersion, read.Version);
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), read.WallTimeMs);
        Assert.Equal(123u, read.MonotonicCs);
        Assert.Equal(LabelRecordFlags.HasBox | LabelRecordFlags.ClockSynchronised, read.Flags);
        Assert.Equal(0xCAFEu, read.TableHash);
        Assert.Equal(2, read.Camera);
    }

    [Fact]
    public void Append_ClockNotSynchronised_ClearsTheFlag()
    {
        using var writer = Open(Journals.Options());
        var record = LabelRecord.Of(LabelRecordKind.State);
        record.Flags = LabelRecordFlags.ClockSynchronised;
        writer.Append(record);
        Assert.Equal(LabelRecordFlags.None, Journals.ReadAll(Journals.Options(), _disk)[^1].Flags);
    }

    [Fact]
    public void Open_EpochIsUnixSecondsAndBootRecordNamesThePreviousOne()
    {
        uint first;
        using (var writer = Open(Journals.Options()))
            first = writer.BootEpoch;
        using var second = Open(Journals.Options());

        Assert.Equal((uint)_time.GetUtcNow().ToUnixTimeSeconds(), first);
        Assert.Equal(first + 1, second.BootEpoch);
        var boots = Journals.ReadAll(Journals.Options(), _disk);
        Assert.Equal([0u, first], boots.Select(boot => boot.Value));
        Assert.All(boots, boot => Assert.Equal(LabelRecordKind.Boot, boot.Kind));
    }

    [Fact]
    public void Open_ClockJumpsAnyWay_KeepsOrderAndSequence()
    {
        var random = new Random(5);
        var last = default(RecordId);
        for (var boot = 0; boot < 500; boot++)
        {
            var time = new ManualTimeProvider(boot == 0 ? DateTimeOffset.UnixEpoch : new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
            if (boot > 0)
                time.JumpTo(time.GetUtcNow().AddDays(random.Next(-3650, 3651)));
            using var writer = JournalWriter.Open(Journals.Options(), _disk, time, 0);
            time.JumpTo(time.GetUtcNow().AddDays(-1000));
            var id = writer.AppendCount(1);
            Assert.True(id > last);
            Assert.True(id.Sequence > last.Sequence);
            last = id;
        }

        Assert.True(JournalAudit.Run(Journals.Options(), _disk, null).IsIntact);
    }

    [Fact]
    public void Open_ClockAt1970_CountsEpochsFromOne()
    {
        _time.JumpTo(DateTimeOffset.UnixEpoch);
        using var writer = Open(Journals.Options());
        Assert.Equal(1u, writer.BootEpoch);
    }

    [Fact]
    public void Open_JournalGoneButCursorKept_StartsAnEpochThatIsNotAcknowledged()
    {
        _time.JumpTo(DateTimeOffset.UnixEpoch);
        using (var cursor = JournalCursor.Open(Journals.Options(), _disk, _time))
            cursor.Advance(new RecordId(77, 1000));
        using var writer = Open(Journals.Options());
        Assert.Equal(78u, writer.BootEpoch);
    }

    [Fact]
    public void Commit_ThenPowerCut_KeepsTheRecords()
    {
        var writer = Open(Journals.Options());
        writer.AppendCount(1);
        writer.Commit();
        writer.AppendCount(2);
        _disk.CutPower(new Random(3));

        using var again = Open(Journals.Options());

        Assert.Equal(1u, Journals.Values(Journals.ReadAll(Journals.Options(), _disk))[0]);
    }

    [Fact]
    public void Tick_UnacknowledgedRecord_IsSyncedWithinTheInterval()
    {
        using var writer = Open(Journals.Options());
        _time.Advance(TimeSpan.FromSeconds(3));
        var id = writer.AppendCount(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(id, writer.Status.SyncedId);
    }

    [Fact]
    public void Tick_AcknowledgedRecord_IsNotSynced()
    {
        using var writer = Open(Journals.Options(hot: true));
        using var cursor = JournalCursor.Open(Journals.Options(hot: true), _disk, _time);
        var (syncs, bytes) = (writer.Status.Syncs, writer.Status.BytesWritten);

        for (var i = 0u; i < 60; i++)
        {
            cursor.Advance(writer.AppendCount(i));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(syncs, writer.Status.Syncs);
        Assert.Equal(bytes, writer.Status.BytesWritten);
        Assert.Equal(0, writer.Status.Backlog);
    }

    [Fact]
    public void Append_IntervalZero_SyncsEach()
    {
        using var writer = Open(Journals.Options() with { CommitInterval = TimeSpan.Zero });
        var before = writer.Status.Syncs;
        for (var i = 0u; i < 5; i++)
            Assert.Equal(writer.AppendCount(i), writer.Status.SyncedId);
        Assert.Equal(before + 5, writer.Status.Syncs);
    }

    [Fact]
    public void Status_Backlog_CountsWhatIsNotAcknowledged()
    {
        using var writer = Open(Journals.Options());
        using var cursor = JournalCursor.Open(Journals.Options(), _disk, _time);
        cursor.Advance(writer.AppendCount(1));
        writer.AppendCount(2);
        writer.AppendCount(3);
        Assert.Equal(2, writer.Status.Backlog);
    }

    [Fact]
    public void Append_TornLastRecord_IsCutReportedAndOverwritten()
    {
        var heard = new List<string>();
        var options = Journals.Options() with { Report = heard.Add };
        using (var writer = Open(options))
        {
            writer.AppendCount(1);
            writer.AppendCount(2);
        }

        Tear("/flash/journal/00000001.seg", slot: 2);

        using (var writer = Open(options))
            writer.AppendCount(3);
        Assert.Equal([1u, 3u], Journals.Values(Journals.ReadAll(options, _disk)));
        Assert.Contains("torn record behind sequence 2", Assert.Single(heard), StringComparison.Ordinal);
        Assert.True(JournalAudit.Run(options, _disk, null).IsIntact);
    }

    [Fact]
    public void Open_SecondWriter_SaysWhoHoldsTheLock()
    {
        using var folder = new TempDirectory();
        var options = new JournalOptions { Directory = folder["journal"], CursorDirectory = folder["cursor"], SegmentBytes = 8192, SizeBytes = 65536 };
        var files = new JournalFileSystem();
        using (JournalWriter.Open(options, files, _time, 0))
        {
            var error = Assert.Throws<JournalException>(() => JournalWriter.Open(options, files, _time, 0));
            Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        }

        JournalWriter.Open(options, files, _time, 0).Dispose();
    }

    [Fact]
    public void Append_SteadyState_AllocatesNothing()
    {
        using var folder = new TempDirectory();
        var options = new JournalOptions { Directory = folder["journal"], HotDirectory = folder["hot"], CursorDirectory = folder["cursor"] };
        using var writer = JournalWriter.Open(options, new JournalFileSystem(), TimeProvider.System, 0);
        var record = LabelRecord.Of(LabelRecordKind.Count, 0);

        Assert.Equal(0, Allocations.InSteadyState(() => writer.Append(record), runsPerRound: 3000));
    }

    [Fact]
    public void Dispose_Twice_IsHarmlessAndAppendAfterItThrows()
    {
        var writer = Open(Journals.Options());
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.AppendCount(1));
    }

    [Fact]
    public void Append_FromManyThreads_GivesEachItsOwnId()
    {
        using var writer = Open(Journals.Options(segments: 64));
        var ids = new System.Collections.Concurrent.ConcurrentBag<RecordId>();
        Parallel.For(0, 2000, i =>
        {
            ids.Add(writer.AppendCount((uint)i));
            if (i % 100 == 0)
                writer.Commit();
        });
        Assert.Equal(2000, ids.Distinct().Count());
        Assert.Equal(Journals.Range(0, 2000), Journals.Values(Journals.ReadAll(Journals.Options(segments: 64), _disk)).Order());
    }

    private JournalWriter Open(JournalOptions options, uint tableHash = 0) => JournalWriter.Open(options, _disk, _time, tableHash);

    private void Tear(string path, int slot)
    {
        using var file = _disk.TryOpenWrite(path)!;
        file.Write(new byte[30], 4096 + (slot * 64) + 34);
    }
}
