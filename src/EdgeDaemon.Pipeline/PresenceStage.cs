using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// From a frame to records for a model that has no objects to follow, only labels of the picture or of parts of it: the camera's
/// model, then debouncing, then projection. Used by the inference thread.
/// </summary>
internal sealed class PresenceStage : IPresence
{
    private readonly ModelRunner _model;
    private readonly SecondStages? _then;
    private readonly RecordProjector _records;
    private readonly PresenceDebouncer _debouncer;
    private readonly LabelObservation[] _observations;
    private readonly PresenceTransition[] _transitions;
    private readonly uint[] _trackOfLabel;
    private readonly TimeProvider _time;
    private float[] _thresholds;

    /// <summary>Owns the models from here on.</summary>
    /// <param name="config">The camera's configuration.</param>
    /// <param name="model">Its model.</param>
    /// <param name="records">Where changes go.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="then">Its second models; null when it has none.</param>
    public PresenceStage(CameraConfig config, ModelRunner model, RecordProjector records, TimeProvider time, SecondStages? then = null)
    {
        (_model, _records, _time, _then) = (model, records, time, then);
        var labelCount = model.Bundle.Labels.Names.Length;
        _debouncer = new PresenceDebouncer(labelCount, ParametersOf(config));
        _observations = new LabelObservation[labelCount];
        _transitions = new PresenceTransition[_debouncer.MaxTransitions];
        _trackOfLabel = new uint[labelCount];
        _thresholds = ThresholdsOf(config);
    }

    /// <inheritdoc/>
    public bool IsUnsettled => _debouncer.IsUnsettled;

    /// <inheritdoc/>
    public StageTimings Timings { get; private set; }

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        FaultHook.Stage("presence");
        var result = _model.Process(frame);
        var annotations = _then?.Process(frame, result.Detections, _thresholds);
        var start = _time.GetTimestamp();
        var seen = LabelSummary.From(result, _thresholds, _observations, annotations);
        var changes = _debouncer.Observe(frame.Timestamp, _observations.AsSpan(0, seen), _transitions);
        var tracked = _time.GetTimestamp();
        Record(changes);
        Timings = new StageTimings(_model.Timings, _time.GetElapsedTime(start, tracked), _time.GetElapsedTime(tracked));
    }

    /// <inheritdoc/>
    public void ProcessStill(TimeSpan at)
    {
        // Nothing moves: what is present is so without a look.
    }

    /// <inheritdoc/>
    public void Interrupt(TimeSpan at)
    {
        _then?.Interrupt();
        Record(_debouncer.Reset(at, _transitions));
    }

    /// <inheritdoc/>
    public void Apply(CameraConfig config)
    {
        _debouncer.Parameters = ParametersOf(config);
        _thresholds = ThresholdsOf(config);
        _then?.Apply(config);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _then?.Dispose();
        _model.Dispose();
    }

    private static PresenceParameters ParametersOf(CameraConfig config) =>
        new() { VisibleFrames = config.VisibleFrames, HiddenFrames = config.HiddenFrames };

    private float[] ThresholdsOf(CameraConfig config) => LabelSelection.Thresholds(config, _model.Bundle);

    private void Record(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            ref readonly var change = ref _transitions[i];
            var label = change.LabelIndex;
            switch (change.Change)
            {
                case PresenceChange.Started:
                    _trackOfLabel[label] = _records.EventStarted(change);
                    _records.Count(label, change.Count);
                    break;
                case PresenceChange.Updated:
                    _records.EventUpdated(_trackOfLabel[label], change);
                    break;
                case PresenceChange.CountChanged:
                    _records.Count(label, change.Count);
                    break;
                case PresenceChange.Ended:
                case PresenceChange.Interrupted:
                    _records.EventEnded(_trackOfLabel[label], change);
                    _records.Count(label, 0);
                    break;
            }
        }
    }
}
