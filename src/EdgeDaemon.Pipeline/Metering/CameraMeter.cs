using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Governing;
using EdgeDaemon.Pipeline.Projecting;

namespace EdgeDaemon.Pipeline.Metering;

/// <summary>
/// Measures how a camera's pipeline does and puts it into the journal: once a minute, and sooner when rate or latency have
/// changed markedly. A record costs 64 bytes: a camera's minutes are 92 KB a day. Used by the inference thread; allocates nothing.
/// </summary>
internal sealed class CameraMeter(RecordProjector records)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    // A change is marked when it is by half or to double, and more than noise.
    private const double MarkedRatio = 2;
    private const double LeastRateChange = 0.5;
    private static readonly TimeSpan LeastLatencyChange = TimeSpan.FromMilliseconds(50);
    private readonly LatencyHistogram _latency = new();
    private TimeSpan? _since;
    private TimeSpan _nextLook;
    private FrameCounters _before;
    private CameraMetrics? _written;

    /// <summary>A frame was decided.</summary>
    /// <param name="latency">Time since it was captured.</param>
    public void Decided(TimeSpan latency) => _latency.Record(latency);

    /// <summary>Is it time to call <see cref="Sample"/>? Cheap.</summary>
    public bool IsDue(TimeSpan now)
    {
        if (_since is null)
            (_since, _nextLook) = (now, now + Look);
        return now >= _nextLook;
    }

    /// <summary>Takes a look, and writes a record if one is due.</summary>
    /// <param name="now">Time on the frames' clock.</param>
    /// <param name="counters">Frames since the start.</param>
    /// <param name="governor">Says how much of the rate is allowed; null: all of it.</param>
    public void Sample(TimeSpan now, in FrameCounters counters, Governor? governor = null)
    {
        _nextLook = now + Look;
        var elapsed = now - _since!.Value;
        var metrics = new CameraMetrics(
            (uint)counters.In, (uint)counters.Skipped, (uint)counters.Inferred, (uint)counters.Gated,
            (counters.Decided - _before.Decided) / elapsed.TotalSeconds, _latency.Quantile(0.5), _latency.Quantile(0.99))
        {
            RateShare = governor?.Share ?? 1,
            LimitedBy = governor?.LimitedBy ?? FrameRateLimit.None,
        };
        if (_written is { } last && (IsIdle(last, counters) || (elapsed < Period && !IsMarked(last, metrics))))
            return;
        records.Metrics(metrics);
        (_written, _since, _before) = (metrics, now, counters);
        _latency.Clear();
    }

    /// <summary>Nothing flows, and that is known already.</summary>
    private bool IsIdle(in CameraMetrics last, in FrameCounters counters) => last.FramesPerSecond == 0 && counters == _before;

    private static bool IsMarked(in CameraMetrics last, in CameraMetrics now) =>
        last.RateShare != now.RateShare || last.LimitedBy != now.LimitedBy ||
        IsMarked(last.FramesPerSecond, now.FramesPerSecond, LeastRateChange) ||
        (last.LatencyP99 is { } before && now.LatencyP99 is { } after &&
            IsMarked(before.TotalMilliseconds, after.TotalMilliseconds, LeastLatencyChange.TotalMilliseconds));

    private static bool IsMarked(double before, double after, double least) =>
        Math.Abs(after - before) >= least && Math.Max(before, after) >= MarkedRatio * Math.Min(before, after);
}
