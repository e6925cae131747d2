using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Gpio;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// What happens to one camera's frames: is the camera able to see, what does the model see, what of that is worth a record.
/// While the camera delivers nothing, or cannot see, what is present is unknown: running events are closed and none begin.
/// Used by the inference thread; in steady state it allocates nothing.
/// </summary>
internal sealed class CameraPipeline : IDisposable
{
    private readonly PresenceStage? _presence;
    private readonly HealthStage? _health;
    private readonly RecordProjector _records;
    private readonly TriggerGate? _trigger;
    private CameraState _state;
    private bool _isTriggered = true;
    private TimeSpan _lastFrameAt;

    /// <summary>Owns its stages from here on, and records that the camera is starting.</summary>
    /// <param name="presence">The camera's model; null when only its health is watched.</param>
    /// <param name="health">Its health; null when it is not watched.</param>
    /// <param name="records">Where changes go.</param>
    /// <param name="trigger">Says when the model has something to look at; null: always.</param>
    public CameraPipeline(PresenceStage? presence, HealthStage? health, RecordProjector records, TriggerGate? trigger = null)
    {
        (_presence, _health, _records, _trigger) = (presence, health, records, trigger);
        _records.State(_state = CameraState.Starting);
    }

    /// <summary>Frames decided so far.</summary>
    public long FramesDecided { get; private set; }

    /// <summary>Decides a frame; it is not retained.</summary>
    public void Process(Frame frame)
    {
        _lastFrameAt = frame.Timestamp;
        Enter(CameraState.Live);
        if (_health is not null && _health.Process(frame))
        {
            _records.Health(_health.Health, _health.Score);
            if (!_health.CanSee)
                _presence?.Interrupt(_lastFrameAt);
        }

        if (IsTriggered() && (_health is null || _health.CanSee))
            _presence?.Process(frame);
        FramesDecided++;
    }

    /// <summary>Follows the source: a failure makes what is present unknown; the next frame makes the camera live again.</summary>
    public void SourceChanged(SourceState source)
    {
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
                break;
        }
    }

    /// <summary>Records that the camera stops because the process does.</summary>
    public void Stop() => Leave(CameraState.Stopped);

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraConfig config)
    {
        _presence?.Apply(config);
        if (config.Health is { } health)
            _health?.Apply(health);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _presence?.Dispose();
        _health?.Dispose();
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
