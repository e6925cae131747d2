using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Recognition;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Pipeline.Following;

/// <summary>Follows objects: each that is believed is an event. In steady state it allocates nothing.</summary>
internal sealed class ObjectFollower : Follower
{
    private readonly ILabelModel _model;
    private readonly EventNumbers _numbers;
    private readonly EventTracker _tracker;
    private readonly OpenEvents _events = new();
    // Each change of an object may bring a change of its label's count.
    private readonly TrackTransition[] _changes = new TrackTransition[EventTracker.MaxTransitions * 2];
    private readonly int[] _counts;
    private ImmutableArray<ZoneConfig> _zoneConfig;
    private ImmutableArray<Zone> _zones;
    private TimeSpan _lastAt;

    /// <summary>Follows nothing yet.</summary>
    public ObjectFollower(CameraConfig config, ILabelModel model, EventNumbers numbers, Func<TrackTransition, bool> isDismissed)
    {
        (_model, _numbers) = (model, numbers);
        _counts = new int[model.Labels.Length];
        (_zoneConfig, _zones) = (config.Zones, TrackRules.ZonesOf(config, model.Labels));
        _tracker = new EventTracker(ParametersOf(config)) { IsDismissed = isDismissed };
    }

    /// <inheritdoc/>
    public override bool IsUnsettled => _tracker.IsUnsettled;

    /// <inheritdoc/>
    public override ReadOnlySpan<TrackTransition> Observe(TimeSpan at, ModelResult seen) =>
        Told(_tracker.Observe(_lastAt = at, seen.Detections, _changes));

    /// <inheritdoc/>
    public override ReadOnlySpan<TrackTransition> ObserveStill(TimeSpan at) => Told(_tracker.ObserveStill(at, _changes));

    /// <inheritdoc/>
    public override ReadOnlySpan<TrackTransition> Interrupt(TimeSpan at) => Told(_tracker.Reset(at, _changes));

    /// <inheritdoc/>
    public override void Apply(CameraConfig config)
    {
        // Zones that are the same stay the same objects, so that nobody has to enter them again.
        if (!_zoneConfig.AsSpan().SequenceEqual(config.Zones.AsSpan()))
            (_zoneConfig, _zones) = (config.Zones, TrackRules.ZonesOf(config, _model.Labels));
        _tracker.Parameters = ParametersOf(config);
    }

    /// <inheritdoc/>
    public override DismissedThing? Find(uint eventNumber) => _events.Find(eventNumber, out _)?.Thing;

    /// <inheritdoc/>
    public override int InView(out uint eventNumber)
    {
        var count = _tracker.InView(out var track);
        eventNumber = count > 0 ? _events.Of(track) : 0;
        return count;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> LookOf(uint eventNumber)
    {
        if (_events.Find(eventNumber, out var isRunning) is not { } found)
            return [];
        return isRunning && _tracker.LookOf(found.Track) is { IsEmpty: false } now ? now : found.Thing.Embedding;
    }

    /// <inheritdoc/>
    public override PrototypeSet Taught
    {
        set => _tracker.Taught = value;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<TrackTransition> EndDismissed(uint eventNumber)
    {
        if (_events.Find(eventNumber, out var isRunning) is not { } dismissed || !isRunning)
            return [];
        if (_tracker.Dismiss(dismissed.Track, _lastAt) is not { } end)
            return [];
        _changes[0] = end;
        return Told(1);
    }

    /// <inheritdoc/>
    public override void Reconsider() => _tracker.Reconsider();

    private TrackParameters ParametersOf(CameraConfig config) => TrackRules.Of(config, _model.Labels, _model.ThresholdsOf(config), _zones);

    /// <summary>Gives the changes the numbers of their events, and adds what became of the counts.</summary>
    private ReadOnlySpan<TrackTransition> Told(int changes)
    {
        foreach (ref var change in _changes.AsSpan(0, changes))
            change = change with { Event = NumberOf(change) };
        var told = changes;
        for (var i = 0; i < changes; i++)
        {
            var (label, at) = (_changes[i].LabelIndex, _changes[i].At);
            if (_tracker.CountOf(label) is var count && count != _counts[label])
                _changes[told++] = new TrackTransition(TrackChange.Counted, 0, label, 0, 0, at, at) { Count = _counts[label] = count };
        }

        return _changes.AsSpan(0, told);
    }

    private uint NumberOf(in TrackTransition change) => change.Change switch
    {
        TrackChange.Started => _events.Add(_numbers.Next(), change),
        TrackChange.Updated => _events.Of(change.Track),
        _ => _events.Remove(change),
    };
}
