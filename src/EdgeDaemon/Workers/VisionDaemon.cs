using EdgeDaemon.Linux;
using EdgeDaemon.Configuration.Naming;
using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Vision.Frames;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

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
    private readonly TimeProvider _time;
    private readonly ImmutableArray<Camera> _cameras;
    private readonly CommandExecutor _executor;
    private readonly CommandListener? _commands;
    private readonly ServiceManager _service;
    private readonly ProgressWatch _progress;
    private readonly CameraStatus _status;
    private readonly DeviceLines _lines;
    private int _reloadRequested;

    private VisionDaemon(
        LiveConfig config, string configPath, LogLevelSwitch logLevel, ILogger logger, JournalWriter journal,
        FrameExchange exchange, SystemClock clock, TimeProvider time, ImmutableArray<Camera> cameras, DeviceLines lines,
        ServiceManager service, Dismissals dismissals)
    {
        (_config, _configPath, _logLevel, _logger) = (config, configPath, logLevel, logger);
        (_journal, _exchange, _clock, _time, _cameras) = (journal, exchange, clock, time, cameras);
        (_lines, _service) = (lines, service);
        var memory = new PrivacyMemory(
            config.Current.Journal.Directory, [.. config.Current.Cameras.Select(c => c.Name)], text => LogJournal(logger, text));
        _executor = new CommandExecutor([.. cameras.Select(c => c.Controls)], dismissals, memory, journal);
        dismissals.AskPrivacyOf(camera => cameras[camera].Controls.Privacy);
        _executor.Restore();
        _commands = CommandListener.TryStart(config.Current.Commands, exchange.Wake, logger);
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
        var models = new ModelLoader(TriedModels.ForDaemon(config, text => LogTrial(logger, text)), new ModelCatalog(config.ModelsDirectory), config.InferenceThreads, time);
        var watchers = config.Cameras.Select(models.LoadFor).ToImmutableArray();
        foreach (var (camera, loaded) in config.Cameras.Zip(watchers))
        {
            foreach (var model in loaded.All)
                LogModel(logger, camera.Name, model.Bundle.Manifest.Name, model.Bundle.Manifest.Version, model.Engine);
        }

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
        var live = new LiveConfig(config);
        var dismissals = new Dismissals(
            names.Cameras, journal.BootEpoch,
            new DismissalFile(Path.Combine(config.Journal.Directory, "dismissed.txt"), text => LogJournal(logger, text)), time);
        var cameras = ImmutableArray.CreateBuilder<Camera>();
        for (var i = 0; i < config.Cameras.Length; i++)
            cameras.Add(MakeCamera(i, config.Cameras[i], watchers[i], new RecordProjector((byte)i, journal, tracks)));
        return new VisionDaemon(live, configPath, logLevel, logger, journal, exchange, clock, time, cameras.ToImmutable(), lines, service, dismissals);

        Camera MakeCamera(int index, CameraConfig camera, CameraModels loaded, RecordProjector records)
        {
            var presence = loaded.Presence is { } model ? IPresence.Create(camera, model, records, time, SecondStagesOf(camera, model, loaded.Then)) : null;
            (presence as ObjectStage)?.Obey(dismissals, (byte)index);
            var pipeline = new CameraPipeline(
                camera,
                presence,
                loaded.Health is { } watcher ? new HealthStage(camera.Health!, watcher) : null,
                records,
                new CameraSchedule(camera.Schedule, config.Location, time),
                lines.TriggerOf(index));
            var cadence = FrameSources.IsLossless(camera.Source) ? null : new InferenceCadence(camera.Fps);
            var source = FrameSources.Create(camera.Name, camera.Source, loaded.Inputs, pool, time);
            var pause = new CaptureGate();
            var controls = new CameraControls(pipeline, records, names.Cameras[index].Labels, () => live.Current.Cameras[index], pause);
            var capture = new CaptureWorker(index, camera.Name, source, cadence, exchange, logger, lines.Light, lines.Privacy, pause, FrameSources.LongestRetry(camera.Source))
            {
                PrivacyMask = TrackRules.PrivacyMaskOf(camera),
            };
            return new Camera(capture, pipeline, cadence, new CameraMeter(records), controls, pause);
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
        Footprint.GiveBack();
        _service.Status(_status.Line);
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
            Obey();
            Measure();
            if (Interlocked.Exchange(ref _reloadRequested, 0) != 0)
                Reload();
            _progress.Look();
            _status.Look();
        }

        foreach (var camera in _cameras)
            camera.Pipeline.Stop();
    }

    /// <summary>Asks for the configuration to be read again; done between two frames.</summary>
    public void RequestReload() => Interlocked.Exchange(ref _reloadRequested, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _commands?.Dispose();
        _exchange.Close();
        foreach (var camera in _cameras)
            camera.Capture.Dispose();
        foreach (var camera in _cameras)
        {
            camera.Pipeline.Dispose();
            camera.Pause.Dispose();
        }

        _lines.Dispose();
        _journal.Dispose();
    }

    /// <summary>Handles one item; true when it says that a source will not deliver again.</summary>
    private bool Handle(in ExchangeItem item)
    {
        FaultHook.Stage("decide");
        var (pipeline, meter) = (_cameras[item.Camera].Pipeline, _cameras[item.Camera].Meter);
        if (item.Frame is { } frame)
        {
            var capturedAt = frame.Timestamp;
            using (frame)
                pipeline.Process(frame);
            meter.Decided(_time.GetElapsedTime(0) - capturedAt);
            return false;
        }

        pipeline.SourceChanged(item.State);
        _status.Note(item.Camera, item.State);
        return item.State == SourceState.Ended;
    }

    private void Obey()
    {
        var now = _time.GetElapsedTime(0);
        _executor.Tick(now);
        if (_commands?.TryTake(out var command) == true)
            command.Answer(_executor.Execute(command.Request, command.IsOperator, now));
    }

    private void Measure()
    {
        var now = _time.GetElapsedTime(0);
        for (var i = 0; i < _cameras.Length; i++)
        {
            if (_cameras[i].Meter.IsDue(now))
                _cameras[i].Meter.Sample(now, CountersOf(i));
        }
    }

    private FrameCounters CountersOf(int camera)
    {
        var capture = _cameras[camera].Capture;
        return new FrameCounters(
            capture.FramesRead, capture.FramesSkipped + capture.FramesUndecodable + _exchange.Dropped(camera) + _cameras[camera].Pipeline.FramesUnseen,
            _cameras[camera].Pipeline.FramesDecided - _cameras[camera].Pipeline.FramesGated, _cameras[camera].Pipeline.FramesGated);
    }

    private void Reload()
    {
        _service.Reloading();
        FaultHook.Stage("reload");
        ReadAgain();
        _service.Reloaded(_status.Line);
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
            _cameras[i].Capture.PrivacyMask = TrackRules.PrivacyMaskOf(reload.Running.Cameras[i]);
            _cameras[i].Controls.Apply();
        }
    }

    /// <summary>One camera while it runs.</summary>
    private sealed record Camera(CaptureWorker Capture, CameraPipeline Pipeline, InferenceCadence? Cadence, CameraMeter Meter, CameraControls Controls, CaptureGate Pause);
}
