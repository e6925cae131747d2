using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Mqtt.Publishing;

/// <summary>What the records so far say about one camera.</summary>
internal sealed class CameraView(string name)
{
    private readonly Dictionary<uint, long> _startOfTrack = [];
    private CameraHealth _recordedHealth;

    /// <summary>Slug.</summary>
    public string Name { get; } = name;

    /// <summary>Name of its model, or null.</summary>
    public string? Model { get; set; }

    /// <summary>Last recorded state.</summary>
    public CameraState State { get; private set; }

    /// <summary>What it can see: as recorded, but a camera that delivers nothing is offline or unjudged whatever was seen before.</summary>
    public CameraHealth Health => State switch
    {
        CameraState.Live => _recordedHealth,
        CameraState.Offline => CameraHealth.Offline,
        _ => CameraHealth.Unknown,
    };

    /// <summary>
    /// Do its counts mean anything? Not while it is stopped or blind. A camera that was moved still sees, and one that nobody
    /// judges is believed.
    /// </summary>
    public bool CanSee => State == CameraState.Live && Health is CameraHealth.Ok or CameraHealth.Unknown or CameraHealth.Moved;

    /// <summary>Objects per label; null after a gap, until the label is counted again.</summary>
    public SortedDictionary<string, uint?> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>The last record that changed any of this.</summary>
    public RecordStamp Stamp { get; set; }

    /// <summary>The count as it may be published: null when it is not known.</summary>
    public uint? Known(string label) => CanSee ? Counts[label] : null;

    /// <summary>Notes a state. True: whether it can see has changed.</summary>
    public bool SetState(CameraState state) => Changing(() => State = state);

    /// <summary>Notes what it can see. True: whether it can see has changed.</summary>
    public bool SetHealth(CameraHealth health) => Changing(() => _recordedHealth = health);

    /// <summary>
    /// When the event of a record began, Unix time in milliseconds: as its own start record said, so that every message of an
    /// event says the same; only where that record is no longer there, reckoned back from how long it has lasted.
    /// </summary>
    public long StartOf(in LabelRecord record)
    {
        if (record.Kind == LabelRecordKind.EventStart)
            return _startOfTrack[record.TrackId] = record.WallTimeMs;
        var isKnown = record.Kind == LabelRecordKind.EventEnd
            ? _startOfTrack.Remove(record.TrackId, out var start)
            : _startOfTrack.TryGetValue(record.TrackId, out start);
        return isKnown ? start : record.WallTimeMs - record.Value;
    }

    /// <summary>A new process watches it: nothing is known, nothing is there.</summary>
    public void Reset()
    {
        _startOfTrack.Clear();
        (State, _recordedHealth) = (CameraState.Starting, CameraHealth.Unknown);
        foreach (var label in Counts.Keys.ToArray())
            Counts[label] = 0;
    }

    private bool Changing(Action change)
    {
        var before = CanSee;
        change();
        return CanSee != before;
    }
}
