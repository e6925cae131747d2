using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Following;

/// <summary>Follows labels of the picture, or of parts of it: each that is present is an event. It allocates when it is made.</summary>
internal sealed class LabelFollower : Follower
{
    private readonly ILabelModel _model;
    private readonly EventNumbers _numbers;
    private readonly LabelTracker _tracker;
    private readonly LabelObservation[] _observations;
    private readonly TrackTransition[] _changes;
    private readonly TrackTransition[] _told;
    private readonly uint[] _eventOf;
    private float[] _thresholds;

    /// <summary>No label is present yet.</summary>
    public LabelFollower(CameraConfig config, ILabelModel model, EventNumbers numbers)
    {
        (_model, _numbers, _thresholds) = (model, numbers, model.ThresholdsOf(config));
        var labels = model.Labels.Length;
        _tracker = new LabelTracker(labels, ParametersOf(config));
        _observations = new LabelObservation[labels];
        _changes = new TrackTransition[_tracker.MaxTransitions];
        _told = new TrackTransition[_tracker.MaxTransitions * 2];
        _eventOf = new uint[labels];
    }

    /// <inheritdoc/>
    public override bool IsUnsettled => _tracker.IsUnsettled;

    /// <inheritdoc/>
    public override ReadOnlySpan<TrackTransition> Observe(TimeSpan at, ModelResult seen)
    {
        var count = LabelSummary.From(seen, _thresholds, _observations);
        return Told(_tracker.Observe(at, _observations.AsSpan(0, count), _changes));
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<TrackTransition> Interrupt(TimeSpan at) => Told(_tracker.Reset(at, _changes));

    /// <inheritdoc/>
    public override void Apply(CameraConfig config) => (_tracker.Parameters, _thresholds) = (ParametersOf(config), _model.ThresholdsOf(config));

    private TrackParameters ParametersOf(CameraConfig config) => TrackRules.Of(config, _model.Labels, _model.ThresholdsOf(config), []);

    /// <summary>Gives the changes the numbers of their events, each followed by what became of the label's count.</summary>
    private ReadOnlySpan<TrackTransition> Told(int changes)
    {
        var told = 0;
        for (var i = 0; i < changes; i++)
        {
            ref readonly var change = ref _changes[i];
            if (change.Change == TrackChange.Started)
                _eventOf[change.LabelIndex] = _numbers.Next();
            if (change.Change != TrackChange.Counted)
                _told[told++] = change with { Event = _eventOf[change.LabelIndex] };
            if (change.Change != TrackChange.Updated)
                _told[told++] = change with { Change = TrackChange.Counted, Count = change.Change == TrackChange.Interrupted ? 0 : change.Count };
        }

        return _told.AsSpan(0, told);
    }
}
