using System.Collections.Immutable;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.View;

/// <summary>What the records so far say about one camera. A state and its rules: no files, no clock, no messages.</summary>
internal sealed partial class CameraView(string name)
{
    /// <summary>
    /// Most events that are followed. A tracker has 64 objects; one that means no good could begin events without end, and each record looks
    /// through all of them. Beyond this the one that began first is forgotten.
    /// </summary>
    public const int MostRunning = 256;

    private readonly Dictionary<uint, RunningEvent> _events = [];
    private readonly HashSet<string> _uncertain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EventId> _newestOfLabel = new(StringComparer.Ordinal);
    private EventId? _newest;
    private CameraHealth _recordedHealth;
    private CameraHealth? _notedHealth;

    /// <summary>Slug.</summary>
    public string Name { get; } = name;

    /// <summary>Name of its model, or null.</summary>
    public string? Model { get; set; }

    /// <summary>Its zones; the position is the bit in records.</summary>
    public ImmutableArray<string> Zones { get; set; } = [];

    /// <summary>Last recorded state.</summary>
    public CameraState State { get; private set; }

    /// <summary>Last recorded figures, and when they were taken; null until there are any in this boot epoch.</summary>
    public (CameraMetrics Values, RecordStamp Stamp)? Metrics { get; set; }

    /// <summary>Which versions of its models it was last said to run, by their place.</summary>
    public SortedDictionary<byte, ModelChange> Models { get; } = [];

    /// <summary>What was last said to hold for it, and when; null: nothing was.</summary>
    public (EffectiveSettings Values, RecordStamp Stamp)? Settings { get; private set; }

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

    /// <summary>Pairs of zone and label that have topics.</summary>
    public SortedSet<(string Zone, string Label)> ZoneLabels { get; } = [];

    /// <summary>The last record that changed any of this.</summary>
    public RecordStamp Stamp { get; set; }

    /// <summary>Events that have begun and not ended.</summary>
    public int RunningEvents => _events.Count;

    /// <summary>The count as it may be published: null when it is not known.</summary>
    public uint? Known(string label) => CanSee ? Counts[label] : null;

    /// <summary>Objects of a label in a zone, as it may be published: null when it is not known.</summary>
    public uint? Known(string zone, string label) => CanSee ? LastKnown(zone, label) : null;

    /// <summary>Objects of a label in a zone as they were last seen, also while the camera is blind; null after a gap, until the label is counted again.</summary>
    public uint? LastKnown(string zone, string label)
    {
        if (_uncertain.Contains(label))
            return null;
        var bit = 1 << Zones.IndexOf(zone);
        return (uint)_events.Values.Count(e => e.Label == label && (e.Zones & bit) != 0);
    }

    /// <summary>Of the objects of a label that were last seen those that move, as far as is told whether they do; null when it is not known how many there are.</summary>
    public uint? Active(string label) => Counts[label] is { } count ? (uint)Math.Max(0, count - Stationary(label, ushort.MaxValue, orNowhere: true)) : null;

    /// <summary>The same in a zone.</summary>
    public uint? Active(string zone, string label) =>
        LastKnown(zone, label) is { } count ? (uint)Math.Max(0, count - Stationary(label, (ushort)(1 << Zones.IndexOf(zone)), orNowhere: false)) : null;

    /// <summary>The event that began last, of any label or of one; null when none is known.</summary>
    public EventId? NewestEvent(string? label) =>
        label is null ? _newest : _newestOfLabel.TryGetValue(label, out var newest) ? newest : null;

    /// <summary>Notes a state. True: whether it can see has changed.</summary>
    public bool SetState(CameraState state)
    {
        var before = CanSee;
        State = state;
        return CanSee != before;
    }

    /// <summary>Notes what holds for it. True: commands may now set something else than before.</summary>
    public bool SetSettings(EffectiveSettings? settings, RecordStamp stamp)
    {
        var before = Settings?.Values;
        Settings = settings is { } values ? (values, stamp) : null;
        return (before?.Privacy, before?.LeastThreshold) != (settings?.Privacy, settings?.LeastThreshold);
    }

    /// <summary>Notes what it can see. True: whether it can see has changed.</summary>
    public bool SetHealth(CameraHealth health)
    {
        var before = CanSee;
        _recordedHealth = health;
        return CanSee != before;
    }

    /// <summary>Is its health another than when this was last asked? A camera that is starting and then live has nothing new to say of it.</summary>
    public bool TakeHealthChange()
    {
        if (_notedHealth == Health)
            return false;
        _notedHealth = Health;
        return true;
    }

    /// <summary>
    /// Notes a count. What is in the zones is certain again, after a gap, once the count is that of the events that are known; a
    /// count of 0 ends every event of its label.
    /// </summary>
    /// <returns>Whether the counts of zones may have changed.</returns>
    public bool SetCount(string label, uint count)
    {
        Counts[label] = count;
        var hasLeftZones = count == 0 && LeaveZones(label);
        if (!_uncertain.Contains(label))
            return hasLeftZones;
        var known = 0u;
        foreach (var e in _events.Values)
            known += e.Label == label && (count > 0 || e.Zones != 0) ? 1u : 0;
        if (known == count)
            _uncertain.Remove(label);
        return true;
    }

    /// <summary>
    /// Follows an event. It began when its own start record said, so that every message of an event says the same; only where that
    /// record is no longer there, the time is reckoned back from how long the event has lasted.
    /// </summary>
    public EventStep Follow(in LabelRecord record, string? label)
    {
        var isKnown = _events.TryGetValue(record.TrackId, out var before);
        var start = record.Kind == LabelRecordKind.EventStart ? record.WallTimeMs : isKnown ? before.StartMs : record.WallTimeMs - record.Value;
        if (record.Kind == LabelRecordKind.EventStart)
        {
            var id = new EventId(record.BootEpoch, record.TrackId);
            _newest = id;
            if (label is not null)
                _newestOfLabel[label] = id;
        }

        if (!isKnown && _events.Count == MostRunning && record.Kind != LabelRecordKind.EventEnd)
            _events.Remove(_events.MinBy(e => e.Value.StartMs).Key);
        if (record.Kind == LabelRecordKind.EventEnd)
            _events.Remove(record.TrackId);
        else
            _events[record.TrackId] = new RunningEvent(start, label, record.Zones, record.Flags.HasFlag(LabelRecordFlags.Stationary));
        return new EventStep(start, before.Zones, record.Kind == LabelRecordKind.EventEnd ? (ushort)0 : record.Zones);
    }

    /// <summary>Records were lost: nothing is known of counts and events until it is stated again.</summary>
    public void Forget()
    {
        _events.Clear();
        _uncertain.UnionWith(Counts.Keys);
        _uncertain.UnionWith(ZoneLabels.Select(pair => pair.Label));
        foreach (var label in Counts.Keys.ToArray())
            Counts[label] = null;
    }

    /// <summary>A new process watches it: nothing is known, nothing is there.</summary>
    public void Reset()
    {
        _events.Clear();
        _uncertain.Clear();
        Metrics = null;
        Models.Clear();
        (State, _recordedHealth) = (CameraState.Starting, CameraHealth.Unknown);
        foreach (var label in Counts.Keys.ToArray())
            Counts[label] = 0;
    }

    private bool LeaveZones(string label)
    {
        var hasLeft = false;
        foreach (var (track, e) in _events.ToArray())
        {
            if (e.Label != label || e.Zones == 0)
                continue;
            _events[track] = e with { Zones = 0 };
            hasLeft = true;
        }

        return hasLeft;
    }

    private long Stationary(string label, ushort zones, bool orNowhere) =>
        _events.Values.Count(e => e.IsStationary && e.Label == label && (orNowhere || (e.Zones & zones) != 0));

    private readonly record struct RunningEvent(long StartMs, string? Label, ushort Zones, bool IsStationary);
}

/// <summary>Who an event is on its device.</summary>
internal readonly record struct EventId(uint BootEpoch, uint Track);

/// <summary>What one record does to its event.</summary>
/// <param name="StartMs">When the event began, Unix time in milliseconds.</param>
/// <param name="ZonesBefore">Bits of the zones that the object was in.</param>
/// <param name="ZonesNow">Bits of the zones that it is in; none when it is gone.</param>
internal readonly record struct EventStep(long StartMs, ushort ZonesBefore, ushort ZonesNow)
{
    /// <summary>Bits of the zones that the step concerns.</summary>
    public ushort ZonesTouched => (ushort)(ZonesBefore | ZonesNow);
}
