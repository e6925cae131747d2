using System.Globalization;
using System.Numerics;
using System.Reflection;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.Tests.View;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Feed;

/// <summary>How much of the journal a start reads, and what the view then is.</summary>
public sealed class JournalFeedTests : IDisposable
{
    private readonly PublisherRig _rig = new(sizeMiB: 2);
    private readonly TestedView _view = new(new ShownLabels());
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Rebuild_NoSnapshot_FoldsUpToWhatTheBrokerHasAndNoFurther()
    {
        _rig.Live();
        var acknowledged = _rig.Append(LabelRecordKind.Count, value: 2, label: 0);
        var next = _rig.Append(LabelRecordKind.Count, value: 5, label: 0);
        using var feed = Open();

        Assert.Equal(3, feed.Rebuild(_view.View, standsAt: null, acknowledged, progress: null));

        Assert.Equal("2", _view.All()["p/d/porch/label/person"]);
        Assert.True(feed.TryNext(out var record, out _));
        Assert.Equal(next, record.Id);
    }

    [Fact]
    public void Rebuild_FromASnapshot_ReadsOnlyWhatCameAfterIt()
    {
        _rig.Live();
        var at = Many(5000);
        var acknowledged = Many(10);
        using var feed = Open();
        feed.Rebuild(_view.View, standsAt: null, at, progress: null);

        Assert.Equal(10, feed.Rebuild(_view.View, at, acknowledged, progress: null));

        Assert.Equal(Whole(acknowledged), _view.All());
    }

    [Fact]
    public void Rebuild_FromASnapshotOfTheLastRecord_ReadsNothing()
    {
        var acknowledged = Many(5000);
        using var feed = Open();
        feed.Rebuild(_view.View, standsAt: null, acknowledged, progress: null);

        Assert.Equal(0, feed.Rebuild(_view.View, acknowledged, acknowledged, progress: null));
        Assert.Equal(Whole(acknowledged), _view.All());
    }

    [Fact]
    public void Rebuild_SnapshotIsAheadOfTheCursor_IsNotBelieved()
    {
        var acknowledged = Many(100);
        var at = _rig.Append(LabelRecordKind.Count, value: 9, label: 0);
        using var feed = Open();
        feed.Rebuild(_view.View, standsAt: null, at, progress: null);

        Assert.Equal(101, feed.Rebuild(_view.View, at, acknowledged, progress: null));
        Assert.Equal(Whole(acknowledged), _view.All());
    }

    [Fact]
    public void Rebuild_RingHasGoneOverTheSnapshot_IsNotBelieved()
    {
        _rig.Append(LabelRecordKind.Count, value: 3, label: 2);
        var at = Many(10);
        using var feed = Open();
        feed.Rebuild(_view.View, standsAt: null, at, progress: null);
        Assert.Equal("3", _view.All()["p/d/porch/label/dog"]);
        var acknowledged = Many(60_000);

        feed.Rebuild(_view.View, at, acknowledged, progress: null);

        Assert.DoesNotContain("p/d/porch/label/dog", _view.All().Keys);
        Assert.Equal(Whole(acknowledged), _view.All());
    }

    [Fact]
    public void Rebuild_ManyRecords_TellsThatItGetsOn()
    {
        var acknowledged = Many(20_000);
        using var feed = Open();
        var told = 0;

        feed.Rebuild(_view.View, standsAt: null, acknowledged, () => told++);

        Assert.Equal(20_001 / 4096, told);
    }

    /// <summary>However large the ring is, a stop does not wait for it.</summary>
    [Fact]
    public void Rebuild_IsStopped_EndsAtOnce()
    {
        var acknowledged = Many(20_000);
        using var feed = Open();

        Assert.Throws<OperationCanceledException>(() => feed.Rebuild(_view.View, standsAt: null, acknowledged, () => throw new OperationCanceledException()));
        Assert.Equal(default, feed.LastRead);
    }

    /// <summary>A gap record costs its writer nothing: each was a line in the log.</summary>
    [Fact]
    public void LossOf_ManyGaps_AreCountedAndToldOnceAMinute()
    {
        using var feed = Open();
        feed.Rebuild(_view.View, standsAt: null, new RecordId(1, 1000), progress: null);
        for (uint i = 0; i < 100; i++)
        {
            var gap = LabelRecord.Of(LabelRecordKind.Gap);
            (gap.GapFirstSequence, gap.TrackId, gap.Value) = (10 * i, 4, 5);
            Assert.NotNull(feed.LossOf(gap));
            if (i == 49)
                _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(500UL, feed.Lost);
        Assert.Equal(["lost 5 0 4", "lost 250 10 504"], _rig.Log.Lines.Where(line => line.StartsWith("lost", StringComparison.Ordinal)));
    }

    /// <summary>It ended the process, again after each restart.</summary>
    [Fact]
    public void TryNext_JournalThatCannotBeRead_IsHeldAndToldUntilItCan()
    {
        var files = DispatchProxy.Create<IJournalFileSystem, FailingFiles>();
        var known = _rig.Live();
        using var feed = new JournalFeed(
            JournalReader.Open(_rig.Journal, files), _rig.Tables, new DeviceAvailability(_rig.Topics), TimeSpan.Zero, _rig.Log, _time);
        ((FailingFiles)files).IsFailing = true;
        feed.FindBootEpoch();
        feed.Rebuild(_view.View, standsAt: null, default, progress: null);

        Assert.False(feed.TryNext(out _, out _));
        Assert.False(feed.TryNext(out _, out _));
        Assert.Equal(0UL, feed.Backlog(default, isReading: true));
        Assert.True(feed.IsHeld);
        Assert.Contains("Permission denied", Assert.Single(_rig.Log.Lines, line => line.StartsWith("trouble", StringComparison.Ordinal)), StringComparison.Ordinal);

        ((FailingFiles)files).IsFailing = false;
        Assert.True(feed.TryNext(out _, out _));
        Assert.True(feed.TryNext(out var record, out _));
        Assert.Equal(known, record.Id);
        Assert.False(feed.IsHeld);
    }

    /// <summary>The machine's files, as long as they may be read.</summary>
    public class FailingFiles : DispatchProxy
    {
        private readonly JournalFileSystem _inner = new();

        public bool IsFailing { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            IsFailing ? throw new JournalFileException("Opening", "00000001.seg", 13, "Permission denied") : targetMethod!.Invoke(_inner, args);
    }

    /// <summary>
    /// It composed every message once more. As many records as a ring holds, with what they take of the processor, by
    /// <c>EDGEDAEMON_FOLD_RECORDS=900000</c>.
    /// </summary>
    [Fact]
    public void Rebuild_ManyRecords_ComposesNoMessage()
    {
        const int BytesOfOneMessage = 500;
        var count = int.Parse(Environment.GetEnvironmentVariable("EDGEDAEMON_FOLD_RECORDS") ?? "20000", CultureInfo.InvariantCulture);
        using var rig = new PublisherRig(sizeMiB: 64);
        for (uint i = 0; i < count; i++)
            _ = i % 2 == 0 ? rig.AppendEvent(LabelRecordKind.EventStart, track: i % 40, zones: (ushort)(i % 4)) : rig.Append(LabelRecordKind.Count, value: i % 7, label: (ushort)(i % 2));
        using var feed = new JournalFeed(
            JournalReader.Open(rig.Journal, new JournalFileSystem()), rig.Tables, new DeviceAvailability(rig.Topics), TimeSpan.FromSeconds(5), rig.Log, TimeProvider.System);
        var (bytes, cpu) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);

        Assert.Equal(count + 1, feed.Rebuild(_view.View, standsAt: null, rig.Append(LabelRecordKind.ConfigChange), progress: null) - 1);

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} records: {bytes / count} B each, {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F2} s of the processor");
        Assert.InRange(bytes / count, 0, BytesOfOneMessage);
    }

    [Fact]
    public void FindBootEpoch_BeforeAnythingIsRead_IsTheJournals()
    {
        _rig.RestartWriter();
        var availability = new DeviceAvailability(_rig.Topics);
        using var feed = Open(availability);

        feed.FindBootEpoch();

        Assert.Equal(_rig.Writer.BootEpoch, availability.BootEpoch);
    }

    /// <summary>After a downgrade: what this build knows is told, what it does not is held, whether the broker has it already or not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryNext_SegmentOfANewerVersion_IsHeldAndNamedOnce(bool hasBrokerAll)
    {
        var acknowledged = _rig.Live();
        var known = _rig.Append(LabelRecordKind.Count, value: 2, label: 0);
        var newer = Path.Combine(_rig.Journal.Directory, "00000002.seg");
        WriteNewerVersion(newer);
        using var feed = Open(heldRecheck: TimeSpan.Zero);
        feed.FindBootEpoch();
        if (hasBrokerAll)
            acknowledged = new RecordId(known.BootEpoch + 1, known.Sequence + 50);

        feed.Rebuild(_view.View, standsAt: null, acknowledged, progress: null);

        Assert.Equal(!hasBrokerAll, feed.TryNext(out _, out _));
        Assert.False(feed.TryNext(out _, out _));
        Assert.False(feed.TryNext(out _, out _));
        Assert.True(feed.IsHeld);
        Assert.Contains("format version 3", Assert.Single(_rig.Log.Lines, line => line.StartsWith("trouble", StringComparison.Ordinal)), StringComparison.Ordinal);
        File.Delete(newer);
        feed.TryNext(out _, out _);
        Assert.False(feed.IsHeld);
    }

    public void Dispose() => _rig.Dispose();

    private void WriteNewerVersion(string path)
    {
        var header = new byte[4096];
        using (var first = File.OpenRead(Path.Combine(_rig.Journal.Directory, "00000001.seg")))
            first.ReadExactly(header.AsSpan(0, 508));
        header[8] = 3;
        var crc = header.AsSpan(0, 508).ToArray().Aggregate(uint.MaxValue, BitOperations.Crc32C);
        BitConverter.TryWriteBytes(header.AsSpan(508), ~crc);
        File.WriteAllBytes(path, header);
    }

    private RecordId Many(int count)
    {
        RecordId last = default;
        for (uint i = 0; i < count; i++)
            last = i % 2 == 0 ? _rig.AppendEvent(LabelRecordKind.EventStart, track: i % 40, zones: (ushort)(i % 4)) : _rig.Append(LabelRecordKind.Count, value: i % 7, label: (ushort)(i % 2));
        return last;
    }

    /// <summary>What reading all of the journal gives.</summary>
    private Dictionary<string, string> Whole(RecordId acknowledged)
    {
        var view = new TestedView(new ShownLabels());
        using var feed = Open();
        feed.Rebuild(view.View, standsAt: null, acknowledged, progress: null);
        return view.All();
    }

    private JournalFeed Open(DeviceAvailability? availability = null, TimeSpan? heldRecheck = null) => new(
        JournalReader.Open(_rig.Journal, new JournalFileSystem()), _rig.Tables, availability ?? new DeviceAvailability(_rig.Topics),
        heldRecheck ?? TimeSpan.FromSeconds(5), _rig.Log, _time);
}
