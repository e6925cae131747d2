using System.Collections.Immutable;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// From a frame to records for a model that detects objects: they are followed, and each that is believed is an event. Used by the
/// inference thread; in steady state it allocates nothing.
/// </summary>
internal sealed class ObjectStage : IPresence
{
    private readonly IObjectSource _source;
    private readonly RecordProjector _records;
    private readonly TimeProvider _time;
    private readonly EventTracker _tracker;
    private readonly RunningEvents _events = new();
    private readonly TrackTransition[] _transitions = new TrackTransition[EventTracker.MaxTransitions];
    private readonly int[] _counts;
    private ImmutableArray<ZoneConfig> _zoneConfig;
    private ImmutableArray<Zone> _zones;

    /// <summary>Owns <paramref name="source"/> from here on.</summary>
    public ObjectStage(CameraConfig config, IObjectSource source, RecordProjector records, TimeProvider time)
    {
        (_source, _records, _time) = (source, records, time);
        _counts = new int[source.Labels.Count];
        (_zoneConfig, _zones) = (config.Zones, TrackRules.ZonesOf(config, source.Labels));
        _tracker = new EventTracker(ParametersOf(config));
    }

    /// <inheritdoc/>
    public bool IsUnsettled => _tracker.IsUnsettled;

    /// <inheritdoc/>
    public StageTimings Timings { get; private set; }

    /// <inheritdoc/>
    public void Process(Frame frame)
    {
        var objects = _source.Look(frame);
        var start = _time.GetTimestamp();
        var changes = _tracker.Observe(frame.Timestamp, objects, _transitions);
        var tracked = _time.GetTimestamp();
        Record(changes);
        Timings = new StageTimings(_source.Timings, _time.GetElapsedTime(start, tracked), _time.GetElapsedTime(tracked));
    }

    /// <inheritdoc/>
    public void ProcessStill(TimeSpan at) => Record(_tracker.ObserveStill(at, _transitions));

    /// <inheritdoc/>
    public void Interrupt(TimeSpan at)
    {
        _source.Interrupt();
        Record(_tracker.Reset(at, _transitions));
    }

    /// <inheritdoc/>
    public void Apply(CameraConfig config)
    {
        _source.Apply(config);
        // Zones that are the same stay the same objects, so that nobody has to enter them again.
        if (!_zoneConfig.AsSpan().SequenceEqual(config.Zones.AsSpan()))
            (_zoneConfig, _zones) = (config.Zones, TrackRules.ZonesOf(config, _source.Labels));
        _tracker.Parameters = ParametersOf(config);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private TrackParameters ParametersOf(CameraConfig config) => TrackRules.Of(config, _source.Labels, _source.Thresholds, _zones);

    private void Record(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            ref readonly var change = ref _transitions[i];
            switch (change.Change)
            {
                case TrackChange.Started:
                    _events.Add(change.Track, _records.EventStarted(change));
                    break;
                case TrackChange.Updated:
                    _records.EventUpdated(_events.Of(change.Track), change);
                    break;
                case TrackChange.Ended:
                case TrackChange.Interrupted:
                    _records.EventEnded(_events.Remove(change.Track), change);
                    break;
            }
        }

        RecordCounts(changes);
    }

    private void RecordCounts(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var label = _transitions[i].LabelIndex;
            if (_tracker.CountOf(label) is var count && count != _counts[label])
                _records.Count(label, _counts[label] = count);
        }
    }
}
