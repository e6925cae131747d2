using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// From a frame to records for a model that detects objects: they are followed, and each that is believed is an event. Used by the
/// inference thread; in steady state it allocates nothing.
/// </summary>
internal sealed class ObjectStage : IPresence, IDismissable
{
    private readonly IObjectSource _source;
    private readonly RecordProjector _records;
    private readonly TimeProvider _time;
    private readonly EventTracker _tracker;
    private readonly RunningEvents _events = new();
    private readonly TrackTransition[] _transitions = new TrackTransition[EventTracker.MaxTransitions];
    private readonly ObservedObject[] _objects;
    private readonly int[] _counts;
    private ImmutableArray<ZoneConfig> _zoneConfig;
    private ImmutableArray<Zone> _zones;
    private int _seen;
    private TimeSpan _lastAt;

    /// <summary>Owns <paramref name="source"/> from here on.</summary>
    public ObjectStage(CameraConfig config, IObjectSource source, RecordProjector records, TimeProvider time)
    {
        (_source, _records, _time) = (source, records, time);
        _counts = new int[source.Labels.Count];
        _objects = new ObservedObject[source.MaxObjects];
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
        FaultHook.Stage("presence");
        _lastAt = frame.Timestamp;
        var objects = _source.Look(frame);
        objects.CopyTo(_objects);
        _seen = objects.Length;
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

    /// <summary>From now on what was dismissed stays silent.</summary>
    public void Obey(Dismissals dismissals, byte camera)
    {
        dismissals.Register(camera, this);
        _tracker.IsDismissed = candidate =>
            dismissals.Suppresses(camera, candidate.LabelIndex, candidate.Box, EmbeddingAt(candidate.Box));
    }

    /// <inheritdoc/>
    public DismissedThing? Find(uint eventNumber) => _events.Find(eventNumber, out _)?.Thing;

    /// <inheritdoc/>
    public void EndDismissed(uint eventNumber)
    {
        if (_events.Find(eventNumber, out var isRunning) is not { } dismissed || !isRunning)
            return;
        if (_tracker.Dismiss(dismissed.Track, _lastAt) is not { } end)
            return;
        _transitions[0] = end;
        Record(1);
    }

    /// <inheritdoc/>
    public void Reconsider() => _tracker.Reconsider();

    /// <summary>The feature vector of the object that the last look saw in a box; empty when there is none.</summary>
    private ReadOnlySpan<float> EmbeddingAt(in BoundingBox box)
    {
        for (var i = 0; i < _seen; i++)
        {
            if (_objects[i].Box == box)
                return _source.EmbeddingOf(i);
        }

        return [];
    }

    private TrackParameters ParametersOf(CameraConfig config) => TrackRules.Of(config, _source.Labels, _source.Thresholds, _zones);

    private void Record(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            ref readonly var change = ref _transitions[i];
            switch (change.Change)
            {
                case TrackChange.Started:
                    _events.Add(_records.EventStarted(change), change, EmbeddingAt(change.Box));
                    break;
                case TrackChange.Updated:
                    _records.EventUpdated(_events.Of(change.Track), change);
                    break;
                case TrackChange.Ended:
                case TrackChange.Interrupted:
                    _records.EventEnded(_events.Remove(change), change);
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
