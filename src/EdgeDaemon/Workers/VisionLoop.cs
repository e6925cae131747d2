using System.Collections.Immutable;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Pipeline.Viewing;

namespace EdgeDaemon.Workers;

/// <summary>
/// The vision process while it runs: one capture thread per camera, and the calling thread, which runs the models for all of them and
/// writes the journal.
/// </summary>
internal sealed class VisionLoop : IDisposable
{
    private const int ProvenFrames = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Probation = TimeSpan.FromMinutes(1);

    private readonly Device _device;
    private readonly ImmutableArray<CameraPipeline> _cameras;
    private readonly CameraCommands _commands;
    private readonly ViewListener? _views;
    private readonly ConfigReloader _reload;
    private readonly ModelChoice _models;
    private readonly ModelSwaps _swaps;
    private readonly SystemClock _clock;
    private readonly ServiceManager _service;
    private readonly ProgressWatch _progress;
    private readonly CameraStatus _status;
    private bool _isProven;

    /// <summary>Owns its parts from here on, the journal among them. Cameras are opened by <see cref="Run"/>.</summary>
    public VisionLoop(
        Device device, ImmutableArray<CameraPipeline> cameras, CameraCommands commands, ViewListener? views, ConfigReloader reload, ModelChoice models,
        ModelSwaps swaps, SystemClock clock, ServiceManager service)
    {
        (_device, _cameras, _commands, _views) = (device, cameras, commands, views);
        (_reload, _models, _swaps, _clock, _service) = (reload, models, swaps, clock, service);
        ImmutableArray<CaptureThread> threads = [.. cameras.Select(camera => camera.Capture)];
        _progress = new ProgressWatch([.. threads], service.Alive);
        _status = new CameraStatus(service, [.. device.Live.Current.Cameras.Select(camera => camera.Name)], threads);
    }

    /// <summary>
    /// Decides frames until <paramref name="stop"/> fires or every source has come to its end. The process is ready from the first
    /// moment on: its models have each run once, and a camera that is absent is waited for.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        _service.AllowPauses(3 * FrameSources.LongestPause(_device.Live.Current));
        Footprint.GiveBack();
        _service.Status(_status.Line);
        // Before the cameras: a switch that is on from the start keeps them closed.
        _device.Lines.Start();
        foreach (var camera in _cameras)
            camera.Capture.Start();
        using var wake = stop.Register(_device.Frames.Close);
        var running = _cameras.Length;
        var startedAt = Now;
        while (running > 0 && !stop.IsCancellationRequested)
        {
            _device.Journal.ClockSynchronised = _clock.IsSynchronised;
            if (_device.Frames.TryTake(LongestWait, out var item))
                running -= Handle(item) ? 1 : 0;
            _commands.Run(Now);
            if (_views?.Run(_device.Journal) == true)
                RequestReload();
            _device.Governor.Look(Now);
            _device.Seen?.Tick(Now);
            Measure();
            Prove(startedAt);
            if (_reload.Run(_status) | _swaps.Run())
                _commands.Apply();
            _progress.Look();
            _status.Look();
        }

        foreach (var camera in _cameras)
            camera.Stop();
        _models.End();
    }

    /// <summary>Asks for the configuration to be read again, and for models that were installed to be taken over; done between two frames.</summary>
    public void RequestReload()
    {
        _reload.Request();
        _swaps.Request();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _commands.Dispose();
        _views?.Dispose();
        // Those who looked until now.
        _views?.Run(_device.Journal);
        _device.Frames.Close();
        foreach (var camera in _cameras)
            camera.Dispose();
        _device.Dismissals?.KeepHits();
        _device.Dispose();
        _device.Journal.Dispose();
    }

    private TimeSpan Now => _device.Time.GetElapsedTime(0);

    /// <summary>Handles one item; true when it says that a source will not deliver again.</summary>
    private bool Handle(in ExchangeItem item)
    {
        FaultHook.Stage("decide");
        var camera = _cameras[item.Camera];
        if (item.Frame is { } frame)
        {
            var capturedAt = frame.Timestamp;
            using (frame)
                camera.Process(frame);
            camera.Meter.Decided(Now - capturedAt);
            return false;
        }

        camera.SourceChanged(item.State);
        _status.Note(item.Camera, item.State);
        return item.State == SourceState.Ended;
    }

    /// <summary>Models that did not bring the process down until now are not what brings it down later.</summary>
    private void Prove(TimeSpan startedAt)
    {
        if (_isProven || Now - startedAt < Probation)
            return;
        _isProven = true;
        for (var camera = 0; camera < _cameras.Length; camera++)
            _models.Prove(camera, _cameras[camera].Gate.FramesInferred >= ProvenFrames);
    }

    private void Measure()
    {
        var now = Now;
        foreach (var camera in _cameras)
        {
            if (camera.Meter.IsDue(now))
                camera.Meter.Sample(now, camera.Counters, _device.Governor);
        }
    }
}
