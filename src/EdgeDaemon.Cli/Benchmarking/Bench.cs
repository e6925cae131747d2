using System.Collections.Immutable;
using System.Diagnostics;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Replay;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>
/// Drives pictures through the daemon's own stages, from file to journal, on one thread and as fast as it goes. After every
/// few frames the bare model runs as often, on tensors of its own, so that both are measured under the same conditions.
/// </summary>
internal sealed class Bench : IDisposable
{
    private const string Camera = "bench";
    private const int Round = 10;
    private const int LeastWarmUpFrames = 30;
    private const int MostWarmUpFrames = 2000;

    private static readonly string[] StageNames = ["decode", "preprocess", "infer", "postprocess", "track", "journal", "end_to_end"];

    private readonly BenchOptions _options;
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("edgedaemon-bench-");
    private readonly ModelBundle _bundle;
    private readonly IInferenceSession _bareModel;
    private readonly JournalWriter _journal;
    private readonly Device _device;
    private readonly CameraPipeline _pipeline;
    private readonly ReplaySource _source;
    private readonly ImmutableArray<(string Name, StageSamples Samples)> _stages;
    private readonly StageSamples _bareRun;
    private readonly DaemonConfig _config;

    private Bench(BenchOptions options, IInferenceSessionFactory sessions)
    {
        _options = options;
        _bundle = ModelBundle.Open(options.ModelDirectory);
        _config = ConfigFor(options, _bundle.Manifest.Name, _work.FullName);
        var runner = ModelRunner.Load(sessions, _bundle, options.Threads);
        _bareModel = sessions.Load(
            _bundle.Manifest.Name, _bundle.Model.Span,
            new InferenceSessionOptions { IntraOpThreads = options.Threads, Image = _bundle.Manifest.Input, ImageInputName = _bundle.Manifest.InputName });
        var names = NameTableBuilder.Build(_config, _ => _bundle.Labels.Slugs);
        _journal = JournalWriter.Open(JournalOptions.From(_config.Journal), new JournalFileSystem(), TimeProvider.System, names.Hash);
        _device = new Device(new LiveConfig(_config), _journal, Dismissals: null, NullLogger.Instance, TimeProvider.System);
        _pipeline = CameraRig.Build(0, _config.Cameras[0], new CameraModels(new LoadedModel(runner), Health: null, Then: []), _device);
        _source = new ReplaySource(
            new ReplayOptions { Path = options.FramesPath, Loop = true, Inputs = [_bundle.Manifest.Input] }, new FramePool(), TimeProvider.System);
        var capacity = Math.Max(options.Count, MostWarmUpFrames);
        _stages = [.. StageNames.Select(name => (name, new StageSamples(capacity)))];
        _bareRun = new StageSamples(capacity);
    }

    /// <summary>Measures.</summary>
    /// <param name="options">What, and how often.</param>
    /// <param name="sessions">Loads the model.</param>
    public static BenchOutput Run(BenchOptions options, IInferenceSessionFactory sessions)
    {
        using var bench = new Bench(options, sessions);
        return bench.Measure();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _pipeline.Dispose();
        _device.Dispose();
        _bareModel.Dispose();
        _journal.Dispose();
        _work.Delete(recursive: true);
    }

    private BenchOutput Measure()
    {
        using var publisher = _options.Broker is null ? null : BenchPublisher.Start(_options.Broker, _bundle, _config, _work.FullName);
        _source.Open();
        // Each picture once: buffers then have the size of the largest.
        MeasureFrames("warming up", Math.Clamp(_source.PictureCount, LeastWarmUpFrames, MostWarmUpFrames));
        foreach (var (_, samples) in _stages)
            samples.Clear();
        _bareRun.Clear();
        var firstRecord = _journal.Status.LastId.Sequence;
        GC.Collect();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var totals = MeasureFrames("measuring", _options.Count);
        var self = Process.GetCurrentProcess();
        var stages = _stages.ToDictionary(stage => stage.Name, stage => stage.Samples.Summarise());
        var bare = _bareRun.Summarise();
        return new BenchOutput
        {
            Model = _bundle.Manifest.Name,
            Engine = _bareModel.Engine,
            Threads = _options.Threads,
            Frames = _options.Count,
            Fps = Math.Round(_options.Count / totals.FrameTime.TotalSeconds, 2),
            StagesMs = stages,
            BareRunMs = bare,
            OverheadRatio = Math.Round((stages["end_to_end"].P50 - stages["infer"].P50) / bare.P50, 4),
            PostprocessRatio = Math.Round(stages["postprocess"].P50 / bare.P50, 4),
            CpuSeconds = Math.Round((self.TotalProcessorTime - cpu).TotalSeconds, 3),
            RssMib = Math.Round(self.WorkingSet64 / 1048576.0, 1),
            AllocatedBytesPerFrame = Math.Round((double)totals.AllocatedBytes / _options.Count, 2),
            Records = (long)(_journal.Status.LastId.Sequence - firstRecord),
            Broker = publisher is null ? null : BenchPublisher.WaitUntilAcknowledged(_journal),
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
        _pipeline.Process(frame);
        var total = Stopwatch.GetElapsedTime(start);
        var timings = _pipeline.Timings;
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

    /// <summary>One camera without debouncing, so that as many frames as possible lead to records.</summary>
    private static DaemonConfig ConfigFor(BenchOptions options, string model, string work) => new()
    {
        DeviceId = Camera,
        ModelsDirectory = Path.Combine(work, "models"),
        Journal = new JournalConfig { Directory = Path.Combine(work, "journal"), CursorDirectory = Path.Combine(work, "cursor") },
        Mqtt = new MqttConfig { Host = options.Broker?.Host ?? "", Port = options.Broker?.Port ?? 1883, ClientId = $"edgedaemon-{Camera}" },
        Cameras =
        [
            new CameraConfig
            {
                Name = Camera,
                Source = new ReplaySourceConfig { Path = Path.GetFullPath(options.FramesPath) },
                Model = model,
                VisibleFrames = 1,
                HiddenFrames = 1,
            },
        ],
    };
}
