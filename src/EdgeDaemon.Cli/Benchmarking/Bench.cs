using System.Collections.Immutable;
using System.Diagnostics;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>
/// Measures the daemon as a whole (<see cref="LiveBench"/>), then where its time goes: drives pictures through the same stages, from file to
/// journal, on one thread and as fast as it goes. After every few frames the bare model runs as often, on tensors of its own, so that both
/// are measured under the same conditions.
/// </summary>
internal sealed class Bench : IDisposable
{
    private const int Round = 10;
    private const int MostWarmUpFrames = 2000;

    private static readonly string[] StageNames = ["decode", "preprocess", "infer", "postprocess", "track", "journal", "end_to_end"];

    private readonly BenchOptions _options;
    private readonly BenchRig _rig;
    private readonly IInferenceSession _bareModel;
    private readonly ReplaySource _source;
    private readonly ImmutableArray<(string Name, StageSamples Samples)> _stages;
    private readonly StageSamples _bareRun;

    private Bench(BenchOptions options, IInferenceSessionFactory sessions, ModelBundle bundle)
    {
        _options = options;
        _rig = new BenchRig(sessions, bundle, options.Threads, new ReplaySourceConfig { Path = options.FramesPath });
        _bareModel = sessions.Load(
            bundle.Manifest.Name, bundle.Model.Span,
            new InferenceSessionOptions { IntraOpThreads = options.Threads, Image = bundle.Manifest.Input, ImageInputName = bundle.Manifest.InputName });
        _source = new ReplaySource(
            new ReplayOptions { Path = options.FramesPath, Loop = true, Inputs = [bundle.Manifest.Input] }, new FramePool(), TimeProvider.System);
        var capacity = Math.Max(options.Count, MostWarmUpFrames);
        _stages = [.. StageNames.Select(name => (name, new StageSamples(capacity)))];
        _bareRun = new StageSamples(capacity);
    }

    /// <summary>Measures.</summary>
    /// <param name="options">What, and how often.</param>
    /// <param name="sessions">Loads the model.</param>
    public static BenchOutput Run(BenchOptions options, IInferenceSessionFactory sessions)
    {
        var bundle = ModelBundle.Open(options.ModelDirectory);
        // First, so that of what the other part holds nothing counts as the daemon's memory.
        var (live, broker) = LiveBench.Run(options, sessions, bundle);
        using var bench = new Bench(options, sessions, bundle);
        return bench.Measure() with { Live = live, Broker = broker };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _bareModel.Dispose();
        _rig.Dispose();
    }

    private BenchOutput Measure()
    {
        _source.Open();
        // Each picture once: buffers then have the size of the largest.
        MeasureFrames("warming up", Math.Clamp(_source.PictureCount, BenchOptions.WarmUpFrames, MostWarmUpFrames));
        foreach (var (_, samples) in _stages)
            samples.Clear();
        _bareRun.Clear();
        var firstRecord = _rig.Journal.Status.LastId.Sequence;
        GC.Collect();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var totals = MeasureFrames("measuring", _options.Count);
        var self = Process.GetCurrentProcess();
        var stages = _stages.ToDictionary(stage => stage.Name, stage => stage.Samples.Summarise());
        var bare = _bareRun.Summarise();
        return new BenchOutput
        {
            Model = _rig.Bundle.Manifest.Name,
            Engine = _bareModel.Engine,
            Threads = _options.Threads,
            Frames = _options.Count,
            Fps = Math.Round(_options.Count / totals.FrameTime.TotalSeconds, 2),
            StagesMs = stages,
            BareRunMs = bare,
            OverheadRatio = Math.Round((stages["end_to_end"].P50 - stages["infer"].P50) / bare.P50, 4),
            Efficiency = Math.Round((stages["decode"].P50 + bare.P50) / stages["end_to_end"].P50, 4),
            PostprocessRatio = Math.Round(stages["postprocess"].P50 / bare.P50, 4),
            CpuSeconds = Math.Round((self.TotalProcessorTime - cpu).TotalSeconds, 3),
            Machine = BenchMachine.Describe(),
            RssMib = Math.Round(self.WorkingSet64 / 1048576.0, 1),
            AllocatedBytesPerFrame = Math.Round((double)totals.AllocatedBytes / _options.Count, 2),
            Records = (long)(_rig.Journal.Status.LastId.Sequence - firstRecord),
        };
    }

    private (TimeSpan FrameTime, long AllocatedBytes) MeasureFrames(string what, int count)
    {
        var frameTime = TimeSpan.Zero;
        var allocated = 0L;
        using var progress = new ProgressLine(ProgressLine.Terminal, what, count);
        for (var done = 0; done < count; done += Round)
        {
            var round = Math.Min(Round, count - done);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < round; i++)
                frameTime += MeasureFrame();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            for (var i = 0; i < round; i++)
                MeasureBareRun();
            progress.Report(done + round);
        }

        return (frameTime, allocated);
    }

    private TimeSpan MeasureFrame()
    {
        var start = Stopwatch.GetTimestamp();
        using var frame = _source.Read(CancellationToken.None) ?? throw new FrameSourceException($"'{_options.FramesPath}' has no pictures.");
        var decoded = Stopwatch.GetElapsedTime(start);
        _rig.Pipeline.Process(frame);
        var total = Stopwatch.GetElapsedTime(start);
        var timings = _rig.Pipeline.Timings;
        ReadOnlySpan<TimeSpan> durations =
            [decoded, timings.Model.Preprocess, timings.Model.Infer, timings.Model.Postprocess, timings.Track, timings.Journal, total];
        for (var i = 0; i < durations.Length; i++)
            _stages[i].Samples.Add(durations[i]);
        return total;
    }

    private void MeasureBareRun()
    {
        var start = Stopwatch.GetTimestamp();
        _bareModel.Run();
        _bareRun.Add(Stopwatch.GetElapsedTime(start));
    }
}
