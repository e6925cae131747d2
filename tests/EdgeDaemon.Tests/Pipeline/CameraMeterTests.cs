using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Metering;
using EdgeDaemon.Pipeline.Projecting;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Pipeline;

public sealed class CameraMeterTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly JournalOptions _options;
    private readonly JournalWriter _journal;
    private readonly CameraMeter _meter;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private long _decided;

    public CameraMeterTests()
    {
        _options = new JournalOptions { Directory = _folder["journal"], CursorDirectory = _folder["cursor"], SizeBytes = 2 << 20 };
        _journal = JournalWriter.Open(_options, new JournalFileSystem(), TimeProvider.System, tableHash: 1);
        _meter = new CameraMeter(new RecordProjector(camera: 2, _journal));
    }

    [Fact]
    public void Sample_SteadyMinutes_OneRecordEach()
    {
        Run(seconds: 10 + (5 * 60), framesPerSecond: 10, latencyMs: 20);

        var records = Written();
        Assert.Equal(6, records.Count);
        Assert.All(records.Skip(1), m => Assert.Equal(10, m.FramesPerSecond, 0.2));
        Assert.All(records, m => Assert.InRange(m.LatencyP50!.Value.TotalMilliseconds, 20, 22.6));
        Assert.Equal(records[^1].FramesIn, records[^1].FramesInferred + records[^1].FramesSkipped);
    }

    [Fact]
    public void Sample_RateFalls_IsToldWithinSeconds()
    {
        Run(seconds: 10, framesPerSecond: 10, latencyMs: 20);
        Run(seconds: 10, framesPerSecond: 1, latencyMs: 20);

        Assert.Equal(2, Written().Count);
        Assert.Equal(1, Written()[^1].FramesPerSecond, 0.2);
    }

    [Fact]
    public void Sample_LatencyRises_IsToldWithinSeconds()
    {
        Run(seconds: 10, framesPerSecond: 10, latencyMs: 20);
        Run(seconds: 10, framesPerSecond: 10, latencyMs: 500);

        Assert.Equal(2, Written().Count);
    }

    [Fact]
    public void Sample_NothingFlows_IsWrittenOnceMoreAndNotAgain()
    {
        Run(seconds: 10, framesPerSecond: 10, latencyMs: 20);
        Run(seconds: 3600, framesPerSecond: 0, latencyMs: 0);

        Assert.Equal(2, Written().Count);
        Assert.Null(Written()[^1].LatencyP50);
    }

    [Fact]
    public void Decided_Frames_AllocateNothing()
    {
        Run(seconds: 10, framesPerSecond: 10, latencyMs: 20);
        Assert.Equal(0, Allocations.InSteadyState(() => Run(seconds: 60, framesPerSecond: 10, latencyMs: 20), runsPerRound: 10));
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    private void Run(int seconds, int framesPerSecond, double latencyMs)
    {
        for (var tick = 0; tick < seconds * 10; tick++)
        {
            if (framesPerSecond > 0 && tick % (10 / framesPerSecond) == 0)
            {
                _decided++;
                _meter.Decided(TimeSpan.FromMilliseconds(latencyMs));
            }

            if (_meter.IsDue(_now))
                _meter.Sample(_now, new FrameCounters(2 * _decided, _decided, _decided, 0, _decided));
            _now += TimeSpan.FromMilliseconds(100);
        }

        if (_meter.IsDue(_now))
            _meter.Sample(_now, new FrameCounters(2 * _decided, _decided, _decided, 0, _decided));
    }

    private List<CameraMetrics> Written()
    {
        using var reader = JournalReader.Open(_options, new JournalFileSystem());
        var found = new List<CameraMetrics>();
        while (reader.TryRead(out var record))
        {
            if (record.Kind != LabelRecordKind.Metrics)
                continue;
            Assert.Equal(2, record.Camera);
            found.Add(CameraMetrics.From(record));
        }

        return found;
    }
}
