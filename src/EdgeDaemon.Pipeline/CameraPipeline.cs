using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Pipeline.Metering;
using EdgeDaemon.Pipeline.Projecting;
using EdgeDaemon.Pipeline.Viewing;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// One camera's stages while they run: leads each frame, and each change of its source, through them in order.
/// While the camera delivers nothing, or cannot see, what is present is unknown: running events are closed and none begin.
/// Used by the inference thread, but for <see cref="Capture"/>; in steady state it allocates nothing.
/// </summary>
internal sealed class CameraPipeline : IDisposable
{
    private readonly LookStage? _look;
    private readonly Follower _follow;
    private readonly RecordProjector _records;
    private readonly TimeProvider _time;
    private CameraConfig _config;
    private CameraTerms _terms;
    private (double? Now, double? Least) _thresholds;
    private (CameraTerms Terms, (double? Now, double? Least) Thresholds) _told;
    private CameraState _state;
    private TimeSpan _lastFrameAt;
    private SourceState _source;
    private bool _isPaused;

    /// <summary>Owns its stages from here on, and records that the camera is starting. <see cref="CameraRig"/> makes it.</summary>
    public CameraPipeline(
        CameraConfig config, CameraTerms terms, CaptureThread capture, FrameGate gate, LookStage? look, Follower follow, RecordProjector records, TimeProvider time)
    {
        (_config, Capture, Gate, _look, _follow, _records, _time) = (config, capture, gate, look, follow, records, time);
        Meter = new CameraMeter(records);
        gate.Apply(config);
        (_terms, records.Privacy) = (terms, terms.Privacy.Level);
        _thresholds = (ThresholdOf(gate.Schedule.Over(config), label: null), ThresholdOf(config, label: null));
        Tell(CameraState.Starting);
    }

    /// <summary>The camera's thread.</summary>
    public CaptureThread Capture { get; }

    /// <summary>Which frames are looked at, and what it counted.</summary>
    public FrameGate Gate { get; }

    /// <summary>Its second models, for what they counted; empty when it has none.</summary>
    public ImmutableArray<SecondModel> Then => _look?.Then ?? [];

    /// <summary>How it does.</summary>
    public CameraMeter Meter { get; }

    /// <summary>What people at the device see of it.</summary>
    public required CameraView View { get; init; }

    /// <summary>How much of what it sees may become a record.</summary>
    public PrivacyLevel Privacy => _records.Privacy;

    /// <summary>Frames that were thrown away unseen while it was paused.</summary>
    public long FramesUnseen { get; private set; }

    /// <summary>Durations of the last frame that was looked at.</summary>
    public StageTimings Timings { get; private set; }

    /// <summary>What became of the frames.</summary>
    public FrameCounters Counters => new(
        Capture.Frames.FramesRead, Capture.FramesSkipped + FramesUnseen + Gate.FramesUnwatched, Gate.FramesInferred, Gate.FramesGated, Gate.FramesDecided);

    /// <summary>Decides a frame; it is not retained.</summary>
    public void Process(Frame frame)
    {
        if (_isPaused)
        {
            FramesUnseen++;
            return;
        }

        _lastFrameAt = frame.Timestamp;
        var decision = Gate.Decide(frame, _follow.IsUnsettled);
        if (decision.HasOtherSchedule)
            UseThresholds();
        var isOff = decision.Outcome == GateOutcome.Off;
        if (Enter(isOff ? CameraState.Stopped : CameraState.Live) && isOff)
            Interrupt();
        if (decision.HasOtherHealth)
            _records.Health(Gate.Health, Gate.HealthScore);
        if (decision.HasFallenSilent || (decision.HasOtherHealth && !Gate.CanSee))
            Interrupt();
        var seen = decision.Outcome == GateOutcome.Look ? Look(frame) : null;
        if (decision.Outcome == GateOutcome.Still)
            _records.Changes(_follow.ObserveStill(frame.Timestamp));
        if (!isOff)
            View.Observe(frame, decision.Outcome, seen);
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
        }
    }

    /// <summary>
    /// Obeys decisions. Events that run are ended before the privacy level changes: what they have become may no longer be told. While it is paused its
    /// source is closed, frames that still come are thrown away unseen, and what is present is unknown.
    /// </summary>
    public void Enforce(in CameraTerms terms)
    {
        if (terms.Privacy.Level != Privacy)
            Interrupt();
        _records.Privacy = terms.Privacy.Level;
        _terms = terms;
        if (terms.Pause is null)
            Resume();
        else
            Pause();
        TellSettings();
    }

    private void Pause()
    {
        Capture.Pause.Set(isClosed: true);
        _isPaused = true;
        Leave(CameraState.Stopped);
    }

    /// <summary>Looks again, with the next frame.</summary>
    private void Resume()
    {
        if (!_isPaused)
            return;
        Capture.Pause.Set(isClosed: false);
        _isPaused = false;
        if (_source is SourceState.Failed or SourceState.Ended or SourceState.Private)
            SourceChanged(_source);
        else
            Enter(CameraState.Starting);
    }

    /// <summary>Closes running events; what is there begins anew with the next frame.</summary>
    public void Interrupt()
    {
        View.Clear();
        _look?.Interrupt();
        _records.Changes(_follow.Interrupt(_lastFrameAt));
    }

    /// <summary>Records that the camera stops because the process does.</summary>
    public void Stop() => Leave(CameraState.Stopped);

    /// <summary>Takes over the live keys of a new configuration.</summary>
    /// <param name="config">The configuration, with the thresholds that commands have set.</param>
    /// <param name="device">The same without those that the network has set; null: it has set none.</param>
    public void Apply(CameraConfig config, CameraConfig? device = null)
    {
        _config = config;
        // What was let be seen before may not be now.
        View.Clear();
        _thresholds.Least = ThresholdOf(device ?? config, label: null);
        _records.TimeRounding = config.Privacy.TimeRounding;
        Capture.Frames.Apply(TrackRules.PrivacyMaskOf(config), config.Fps);
        Gate.Apply(config);
        UseThresholds();
    }

    /// <summary>The score from which a label counts under a configuration; null: there is no model.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="label">Index of the label; null: of all that have no threshold of their own.</param>
    public double? ThresholdOf(CameraConfig config, int? label) => _look?.ThresholdOf(config, label);

    /// <summary>What an event was about, while it runs or soon after; null: no such event is known.</summary>
    public DismissedThing? Find(uint eventNumber) => _follow.Find(eventNumber);

    /// <summary>Ends the event, if it still runs; its object stays silent.</summary>
    public void EndDismissed(uint eventNumber) => _records.Changes(_follow.EndDismissed(eventNumber));

    /// <summary>Something is no longer dismissed: objects that are silent are judged anew.</summary>
    public void Reconsider() => _follow.Reconsider();

    /// <inheritdoc/>
    public void Dispose()
    {
        Capture.Dispose();
        _look?.Dispose();
        Gate.Dispose();
        View.Dispose();
    }

    private ModelResult Look(Frame frame)
    {
        FaultHook.Stage("presence");
        var seen = _look!.Process(frame, Gate.Health, Gate.IsDark);
        var start = _time.GetTimestamp();
        var changes = _follow.Observe(frame.Timestamp, seen);
        var followed = _time.GetTimestamp();
        _records.Changes(changes);
        Timings = new StageTimings(_look.Timings, _time.GetElapsedTime(start, followed), _time.GetElapsedTime(followed));
        return seen;
    }

    /// <summary>What the schedule's entry says stands before what the camera says.</summary>
    private void UseThresholds()
    {
        var now = Gate.Schedule.Over(_config);
        _look?.Apply(now);
        _follow.Apply(now);
        _thresholds.Now = ThresholdOf(now, label: null);
        TellSettings();
    }

    private void Leave(CameraState state)
    {
        if (!Enter(state))
            return;
        // First the state, then the ends: nobody may take the ends for people who left.
        Interrupt();
        Gate.Interrupt();
        if (state == CameraState.Offline)
            _records.Health(CameraHealth.Offline, score: 1);
    }

    private bool Enter(CameraState state)
    {
        if (_state == state)
            return false;
        var wasOffline = _state == CameraState.Offline;
        Tell(state);
        if (wasOffline)
            _records.Health(CameraHealth.Unknown, score: 0);
        return true;
    }

    /// <summary>States what holds, unless that was stated already.</summary>
    private void TellSettings()
    {
        if (_told != (_terms, _thresholds))
            Tell(_state);
    }

    private void Tell(CameraState state)
    {
        _state = state;
        _told = (_terms, _thresholds);
        var pause = _terms.Pause is { } p ? new EffectivePause(p.By, p.IsEndless ? null : p.End - _time.GetElapsedTime(0)) : (EffectivePause?)null;
        _records.State(state, new EffectiveSettings(_terms.Privacy.Level, _terms.Privacy.By, pause, _thresholds.Now, _thresholds.Least));
    }
}
