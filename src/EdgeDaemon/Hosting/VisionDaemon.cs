using System.Collections.Immutable;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Service;
using EdgeDaemon.Gpio;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Hosting;

/// <summary>
/// The process that sees the cameras and has no network: one capture thread per camera, and the calling thread, which runs the
/// models for all of them and writes the journal.
/// </summary>
internal sealed partial class VisionDaemon : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly LiveConfig _config;
    private readonly string _configPath;
    private readonly LogLevelSwitch _logLevel;
    private readonly ILogger _logger;
    private readonly JournalWriter _journal;
    private readonly FrameExchange _exchange;
    private readonly SystemClock _clock;
    private readonly ImmutableArray<Camera> _cameras;
    private readonly ServiceManager _service;
    private readonly ProgressWatch _progress;
    private readonly CameraStatus _status;
    private readonly DeviceLines _lines;
    private int _reloadRequested;

    private VisionDaemon(
        LiveConfig config, string configPath, LogLevelSwitch logLevel, ILogger logger, JournalWriter journal,
        FrameExchange exchange, SystemClock clock, ImmutableArray<Camera> cameras, DeviceLines lines, ServiceManager service)
    {
        (_config, _configPath, _logLevel, _logger) = (config, configPath, logLevel, logger);
        (_journal, _exchange, _clock, _cameras, _lines, _service) = (journal, exchange, clock, cameras, lines, service);
        _progress = new ProgressWatch([.. cameras.Select(camera => camera.Capture)], service.Alive);
        _status = new CameraStatus(
            service, [.. config.Current.Cameras.Select(camera => camera.Name)], [.. cameras.Select(camera => camera.Capture)]);
    }

    /// <summary>Loads the models and opens the journal; cameras are opened by <see cref="Run"/>.</summary>
    /// <exception cref="ModelBundleException">A model is missing, damaged or wrong.</exception>
    /// <exception cref="InferenceException">A model cannot be loaded, or does not fit what a camera asks of it.</exception>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    public static VisionDaemon Create(DaemonConfig config, string configPath, LogLevelSwitch logLevel, ILogger logger, ServiceManager service, TimeProvider time)
    {
        service.Status("Loading models.");
        var models = new ModelLoader(new ModelCatalog(config.ModelsDirectory), config.InferenceThreads, time);
        var watchers = config.Cameras.Select(models.LoadFor).ToImmutableArray();
        var names = NameTableBuilder.Build(config, models.SlugsOf);
        var options = JournalOptions.From(config.Journal) with { Report = text => LogJournal(logger, text) };
        var journal = JournalWriter.Open(options, new JournalFileSystem(), time, names.Hash);
        var clock = new SystemClock(time);
        journal.ClockSynchronised = clock.IsSynchronised;
        LogJournalOpen(logger, config.Journal.Directory, journal.BootEpoch, names.Hash);
        var exchange = new FrameExchange([.. config.Cameras.Select(camera => FrameSources.IsLossless(camera.Source))]);
        var lines = new DeviceLines(config, logger, time);
        LightLedger.Note(config.Journal.Directory, config.Gpio.ActivityLight is not null, journal, logger);
        var tracks = new TrackNumbers();
        var pool = new FramePool();
        var cameras = ImmutableArray.CreateBuilder<Camera>();
        for (var i = 0; i < config.Cameras.Length; i++)
            cameras.Add(MakeCamera(i, config.Cameras[i], watchers[i], new RecordProjector((byte)i, journal, tracks)));
        return new VisionDaemon(new LiveConfig(config), configPath, logLevel, logger, journal, exchange, clock, cameras.ToImmutable(), lines, service);

        Camera MakeCamera(int index, CameraConfig camera, CameraModels loaded, RecordProjector records)
        {
            var pipeline = new CameraPipeline(
                loaded.Presence is { } model ? new PresenceStage(camera, model, records, time, SecondStagesOf(camera, model, loaded.Then)) : null,
                loaded.Health is { } watcher ? new HealthStage(camera.Health!, watcher) : null,
                records, lines.TriggerOf(index));
            var cadence = FrameSources.IsLossless(camera.Source) ? null : new InferenceCadence(camera.Fps);
            var source = FrameSources.Create(camera.Name, camera.Source, loaded.Inputs, pool, time);
            return new Camera(new CaptureWorker(index, camera.Name, source, cadence, exchange, logger, lines.Light, lines.Privacy), pipeline, cadence);
        }

        SecondStages? SecondStagesOf(CameraConfig camera, ModelRunner first, ImmutableArray<ModelRunner> then) =>
            then.IsEmpty ? null : new SecondStages(camera, first.Bundle, then, time);
    }

    /// <summary>
    /// Decides frames until <paramref name="stop"/> fires or every source has come to its end. The process is ready from the first
    /// moment on: its models have each run once, and a camera that is absent is waited for.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        _service.AllowPauses(3 * FrameSources.LongestPause(_config.Current));
        _service.Ready(_status.Line);
        // Before the cameras: a switch that is on from the start keeps them closed.
        _lines.Start();
        foreach (var camera in _cameras)
            camera.Capture.Start();
        using var wake = stop.Register(_exchange.Close);
        var running = _cameras.Length;
        while (running > 0 && !stop.IsCancellationRequested)
        {
            _journal.ClockSynchronised = _clock.IsSynchronised;
            if (_exchange.TryTake(LongestWait, out var item))
                running -= Handle(item) ? 1 : 0;
            if (Interlocked.Exchange(ref _reloadRequested, 0) != 0)
                Reload();
            _progress.Look();
            _status.Look();
        }

        _service.Stopping();
        foreach (var camera in _cameras)
            camera.Pipeline.Stop();
    }

    /// <summary>Asks for the configuration to be read again; done between two frames.</summary>
    public void RequestReload() => Interlocked.Exchange(ref _reloadRequested, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _exchange.Close();
        foreach (var camera in _cameras)
            camera.Capture.Dispose();
        foreach (var camera in _cameras)
            camera.Pipeline.Dispose();
        _lines.Dispose();
        _journal.Dispose();
    }

    /// <summary>Handles one item; true when it says that a source will not deliver again.</summary>
    private bool Handle(in ExchangeItem item)
    {
        FaultHook.Stage("decide");
        var pipeline = _cameras[item.Camera].Pipeline;
        if (item.Frame is { } frame)
        {
            using (frame)
                pipeline.Process(frame);
            return false;
        }

        pipeline.SourceChanged(item.State);
        _status.Note(item.Camera, item.State);
        return item.State == SourceState.Ended;
    }

    private void Reload()
    {
        _service.Reloading();
        FaultHook.Stage("reload");
        ReadAgain();
        _service.Ready(_status.Line);
    }

    private void ReadAgain()
    {
        var reload = _config.TryReload(_configPath);
        foreach (var fault in reload.Errors)
            LogReloadFault(_logger, fault.ToString());
        foreach (var change in reload.Change.Restart)
            LogNeedsRestart(_logger, change.ToString());
        foreach (var change in reload.Change.Live)
            LogTaken(_logger, change.ToString());
        if (!reload.IsGood)
        {
            LogReloadRefused(_logger, _configPath);
            return;
        }

        _logLevel.Set(reload.Running.LogLevel);
        for (var i = 0; i < _cameras.Length; i++)
        {
            _cameras[i].Cadence?.SetRate(reload.Running.Cameras[i].Fps);
            _cameras[i].Pipeline.Apply(reload.Running.Cameras[i]);
        }
    }

    /// <summary>One camera while it runs.</summary>
    private sealed record Camera(CaptureWorker Capture, CameraPipeline Pipeline, InferenceCadence? Cadence);
}
