using System.Diagnostics;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Pipeline.Capturing;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>
/// Frames by the daemon's own threads, with its publisher beside them where there is a broker: one thread reads and decodes, the calling one
/// infers. What the daemon costs as a whole; nothing else runs meanwhile.
/// </summary>
internal sealed class LiveBench : IDisposable
{
    // The longest time without a frame or an acknowledgement; a machine may be busy, but not dead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int MostFramesAMinute = 60_000;

    private readonly BenchOptions _options;
    private readonly BenchRig _rig;
    private readonly BenchDaemon? _publisher;
    private readonly StageSamples _latencies;

    private LiveBench(BenchOptions options, IInferenceSessionFactory sessions, ModelBundle bundle, int most)
    {
        _options = options;
        var source = new ReplaySourceConfig { Path = Path.GetFullPath(options.FramesPath), Fps = options.Paced };
        _rig = new BenchRig(sessions, bundle, options.Threads, source, broker: options.Broker);
        _publisher = options.Broker is null ? null : BenchDaemon.StartPublisher(_rig.Config, bundle);
        _latencies = new StageSamples(most);
    }

    /// <summary>Measures.</summary>
    /// <param name="options">What, and how often.</param>
    /// <param name="sessions">Loads the model.</param>
    /// <param name="bundle">The model.</param>
    public static (LiveFigures Figures, BenchBroker? Broker) Run(BenchOptions options, IInferenceSessionFactory sessions, ModelBundle bundle)
    {
        using var bench = new LiveBench(options, sessions, bundle, Math.Max(options.Count, BenchOptions.WarmUpFrames));
        return bench.Measure();
    }

    /// <summary>Goes on for long, and measures each minute by itself.</summary>
    /// <param name="options">What; its count is of no matter.</param>
    /// <param name="sessions">Loads the model.</param>
    /// <param name="minutes">How long.</param>
    public static SoakOutput Soak(BenchOptions options, IInferenceSessionFactory sessions, int minutes)
    {
        var bundle = ModelBundle.Open(options.ModelDirectory);
        using var bench = new LiveBench(options, sessions, bundle, MostFramesAMinute);
        bench._rig.Pipeline.Capture.Start();
        bench.Decide(BenchOptions.WarmUpFrames);
        using var progress = new ProgressLine(ProgressLine.Terminal, "soaking", minutes);
        var told = new List<SoakMinute>();
        while (told.Count < minutes)
        {
            told.Add(bench.MeasureMinute());
            progress.Report(told.Count);
        }

        return new SoakOutput(bundle.Manifest.Name, [.. told], bench.WaitUntilAcknowledged());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _publisher?.Dispose();
        _rig.Dispose();
    }

    private (LiveFigures Figures, BenchBroker? Broker) Measure()
    {
        _rig.Pipeline.Capture.Start();
        Decide(BenchOptions.WarmUpFrames);
        WaitUntilAcknowledged();
        _latencies.Clear();
        var (start, cpu, skipped) = (Stopwatch.GetTimestamp(), ProcessorTime, _rig.Pipeline.Capture.FramesSkipped);
        Decide(_options.Count);
        skipped = _rig.Pipeline.Capture.FramesSkipped - skipped;
        var broker = WaitUntilAcknowledged();
        var (seconds, latencies) = (Stopwatch.GetElapsedTime(start).TotalSeconds, _latencies.Summarise());
        var figures = new LiveFigures(
            Math.Round(_options.Count / seconds, 2), latencies.P50, latencies.P99, Math.Round((ProcessorTime - cpu).TotalMilliseconds / _options.Count, 3),
            Math.Round(Environment.WorkingSet / 1048576.0, 1), _publisher?.ResidentMib, skipped);
        return (figures, broker);
    }

    private SoakMinute MeasureMinute()
    {
        _latencies.Clear();
        var (start, cpu, frames, collections) = (Stopwatch.GetTimestamp(), ProcessorTime, 0, GC.CollectionCount(0));
        while (frames < MostFramesAMinute && Stopwatch.GetElapsedTime(start) < Minute)
        {
            Decide(1);
            frames++;
        }

        var (seconds, latencies) = (Stopwatch.GetElapsedTime(start).TotalSeconds, _latencies.Summarise());
        return new SoakMinute(
            Math.Round(frames / seconds, 2), latencies.P50, latencies.P99, Math.Round((ProcessorTime - cpu).TotalMilliseconds / frames, 3), GC.CollectionCount(0) - collections,
            Math.Round(Environment.WorkingSet / 1048576.0, 1), _publisher?.ResidentMib);
    }

    private TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime + (_publisher?.ProcessorTime ?? TimeSpan.Zero);

    private void Decide(int count)
    {
        for (var left = count; left > 0;)
        {
            if (!_rig.Device.Frames.TryTake(Patience, out var item))
                throw new TimeoutException($"'{_options.FramesPath}' gave no frame for {Patience.TotalSeconds} s.");
            if (item.State is SourceState.Failed or SourceState.Ended)
                throw new Capture.FrameSourceException(_rig.Pipeline.Capture.Failure ?? $"'{_options.FramesPath}' has no pictures.");
            if (item.Frame is not { } frame)
                continue;
            using (frame)
                _rig.Pipeline.Process(frame);
            _latencies.Add(_rig.Device.Time.GetElapsedTime(0) - frame.Timestamp);
            left--;
        }
    }

    /// <summary>Waits until the broker has acknowledged everything that is in the journal; null without a broker.</summary>
    private BenchBroker? WaitUntilAcknowledged()
    {
        if (_publisher is null)
            return null;
        var start = Stopwatch.GetTimestamp();
        while (_rig.Journal.Status is var status && status.AcknowledgedId < status.LastId)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                return new BenchBroker(false, Math.Round(Patience.TotalSeconds, 3));
            // The cursor is a file of another process; nobody tells when it moves.
            Thread.Sleep(5);
        }

        return new BenchBroker(true, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3));
    }
}
