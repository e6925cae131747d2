using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Gpio;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// What happens to one camera's frames: is anything to be looked for now, is the camera able to see, does something move, what does
/// the model see, what of that is worth a record.
/// While the camera delivers nothing, or cannot see, what is present is unknown: running events are closed and none begin.
/// Used by the inference thread; in steady state it allocates nothing.
/// </summary>
internal sealed class CameraPipeline : IDisposable
{
    private readonly IPresence? _presence;
    private readonly HealthStage? _health;
    private readonly RecordProjector _records;
    private readonly CameraSchedule? _schedule;
    private readonly MotionGate? _gate;
    private readonly LumaPlane _luma = new();
    private CameraConfig _config;
    private readonly TriggerGate? _trigger;
    private CameraState _state;
    private bool _isTriggered = true;
    private TimeSpan _lastFrameAt;
    private SourceState _source;
    private bool _isPaused;

    /// <summary>Owns its stages from here on, and records that the camera is starting.</summary>
    /// <param name="config">The camera's configuration.</param>
    /// <param name="presence">What is there; null when only its health is watched.</param>
    /// <param name="health">Its health; null when it is not watched.</param>
    /// <param name="records">Where changes go.</param>
    /// <param name="schedule">What holds when; null: the same at all times.</param>
    /// <param name="trigger">Says when the model has something to look at; null: always.</param>
    public CameraPipeline(
        CameraConfig config, IPresence? presence, HealthStage? health, RecordProjector records, CameraSchedule? schedule = null,
        TriggerGate? trigger = null)
    {
        (_config, _presence, _health, _records) = (config, presence, health, records);
        (_schedule, _trigger) = (schedule, trigger);
        // Frames that are not bound to time are decided in full: between them there is no telling what moves.
        if (presence is not null && !FrameSources.IsLossless(config.Source))
            _gate = new MotionGate(TrackRules.MotionOf(config.Motion), TrackRules.MaskOf(config));
        (_records.Privacy, _records.TimeRounding) = (config.Privacy.Level, config.Privacy.TimeRounding);
        _records.State(_state = CameraState.Starting);
    }

    /// <summary>Frames decided so far.</summary>
    public long FramesDecided { get; private set; }

    /// <summary>Those of them that no model looked at, because nothing moved.</summary>
    public long FramesGated { get; private set; }

    /// <summary>What the motion gate decided, and why; null when there is none.</summary>
    public GateCounters? Gate => _gate?.Counters;

    /// <summary>Frames that were thrown away unseen while it was paused.</summary>
    public long FramesUnseen { get; private set; }

    /// <summary>Decides a frame; it is not retained.</summary>
    public void Process(Frame frame)
    {
        if (_isPaused)
        {
            FramesUnseen++;
            return;
        }

        _lastFrameAt = frame.Timestamp;
        if ((_gate is not null && _config.Motion.Enabled) || _schedule is { IsEmpty: false })
            _luma.TakeFrom(frame);
        if (_schedule is { IsEmpty: false } && _schedule.Observe(_luma))
            _presence?.Apply(_schedule.Over(_config));
        var isOff = _schedule?.Now is { Detect: false };
        if (Enter(isOff ? CameraState.Stopped : CameraState.Live) && isOff)
            _presence?.Interrupt(_lastFrameAt);
        if (_health is not null && _health.Process(frame))
        {
            _records.Health(_health.Health, _health.Score);
            if (!_health.CanSee)
                _presence?.Interrupt(_lastFrameAt);
        }

        if (_presence is not null && IsTriggered() && !isOff && (_health is null || _health.CanSee))
            Look(_presence, frame);
        FramesDecided++;
    }

    /// <summary>Follows the source: a failure makes what is present unknown; the next frame makes the camera live again.</summary>
    public void SourceChanged(SourceState source)
    {
        _source = source;
        if (_isPaused)
            return;
        switch (source)
        {
            case SourceState.Failed:
                Leave(CameraState.Offline);
                break;
            case SourceState.Ended:
                Leave(CameraState.Stopped);
                break;
            case SourceState.Private:
                Leave(CameraState.Private);
                break;
            case SourceState.Opening:
            case SourceState.Delivering:
            case SourceState.Paused:
                break;
        }
    }

    /// <summary>Looks no more: frames that still come are thrown away unseen, and what is present is unknown.</summary>
    public void Pause()
    {
        _isPaused = true;
        Leave(CameraState.Stopped);
    }

    /// <summary>Looks again, with the next frame.</summary>
    public void Resume()
    {
        if (!_isPaused)
            return;
        _isPaused = false;
        if (_source is SourceState.Failed or SourceState.Ended or SourceState.Private)
            SourceChanged(_source);
        else
            Enter(CameraState.Starting);
    }

    /// <summary>Closes running events; what is there begins anew with the next frame.</summary>
    public void Interrupt() => _presence?.Interrupt(_lastFrameAt);

    /// <summary>Records that the camera stops because the process does.</summary>
    public void Stop() => Leave(CameraState.Stopped);

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraConfig config)
    {
        _config = config;
        _records.TimeRounding = config.Privacy.TimeRounding;
        _schedule?.Apply(config.Schedule);
        _presence?.Apply(_schedule?.Over(config) ?? config);
        if (_gate is not null)
            (_gate.Parameters, _gate.Mask) = (TrackRules.MotionOf(config.Motion), TrackRules.MaskOf(config));
        if (config.Health is { } health)
            _health?.Apply(health);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _presence?.Dispose();
        _health?.Dispose();
    }

    private void Look(IPresence presence, Frame frame)
    {
        if (_gate is null || !_config.Motion.Enabled || _gate.Decide(_luma, presence.IsUnsettled).Infer)
        {
            presence.Process(frame);
            return;
        }

        presence.ProcessStill(frame.Timestamp);
        FramesGated++;
    }

    /// <summary>Is there something to look at? When the trigger falls silent, nobody is there any more: running events end.</summary>
    private bool IsTriggered()
    {
        var isOpen = _trigger is null || _trigger.IsOpen;
        if (_isTriggered && !isOpen)
            _presence?.Interrupt(_lastFrameAt);
        return _isTriggered = isOpen;
    }

    private void Leave(CameraState state)
    {
        if (!Enter(state))
            return;
        // First the state, then the ends: nobody may take the ends for people who left.
        _presence?.Interrupt(_lastFrameAt);
        _gate?.Reset();
        _health?.Interrupt();
        if (state == CameraState.Offline)
            _records.Health(CameraHealth.Offline, score: 1);
    }

    private bool Enter(CameraState state)
    {
        if (_state == state)
            return false;
        var wasOffline = _state == CameraState.Offline;
        _records.State(_state = state);
        if (wasOffline)
            _records.Health(CameraHealth.Unknown, score: 0);
        return true;
    }
}
