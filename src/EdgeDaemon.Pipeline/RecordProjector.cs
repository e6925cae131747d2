using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// The project stage: the one place where what was seen becomes what may leave the device. Everything that it does not put
/// into a record is forgotten. Used by the inference thread.
/// </summary>
internal sealed class RecordProjector(byte camera, JournalWriter journal, TrackNumbers tracks)
{
    // What was told of each label, where a count must not tell more than presence.
    private readonly Dictionary<int, uint> _told = [];

    /// <summary>How much of what is seen may become a record.</summary>
    public PrivacyLevel Privacy { get; set; } = PrivacyLevel.Box;

    /// <summary>Times and durations are rounded down to a multiple of this.</summary>
    public TimeSpan TimeRounding { get; set; }

    /// <summary>Begins the event of a label.</summary>
    /// <returns>Its track number, for the calls that follow.</returns>
    public uint EventStarted(in PresenceTransition change)
    {
        var track = tracks.Next();
        AppendEvent(LabelRecordKind.EventStart, track, change);
        return track;
    }

    /// <summary>Says that the running event of a label was seen better. There is nothing to tell where scores are not told.</summary>
    public void EventUpdated(uint track, in PresenceTransition change)
    {
        if (Privacy >= PrivacyLevel.Track)
            AppendEvent(LabelRecordKind.EventUpdate, track, change);
    }

    /// <summary>Ends the event of a label.</summary>
    public void EventEnded(uint track, in PresenceTransition change) => AppendEvent(LabelRecordKind.EventEnd, track, change);

    /// <summary>Begins the event of an object.</summary>
    /// <returns>Its track number, for the calls that follow.</returns>
    public uint EventStarted(in TrackTransition change)
    {
        var track = tracks.Next();
        AppendEvent(LabelRecordKind.EventStart, track, change);
        return track;
    }

    /// <summary>Says that the running event of an object changed; where scores, sub-labels and rest are not told, only its zones count.</summary>
    public void EventUpdated(uint track, in TrackTransition change)
    {
        if (Privacy >= PrivacyLevel.Track || change.HasOtherZones)
            AppendEvent(LabelRecordKind.EventUpdate, track, change);
    }

    /// <summary>Ends the event of an object.</summary>
    public void EventEnded(uint track, in TrackTransition change) => AppendEvent(LabelRecordKind.EventEnd, track, change);

    /// <summary>States how many objects of a label there are.</summary>
    public void Count(int label, int count)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, camera);
        record.Label = (ushort)label;
        record.Value = Privacy == PrivacyLevel.Presence ? (uint)Math.Min(count, 1) : (uint)count;
        if (Privacy == PrivacyLevel.Presence && _told.TryGetValue(label, out var told) && told == record.Value)
            return;
        _told[label] = record.Value;
        Append(record);
    }

    /// <summary>States what the camera can see.</summary>
    public void Health(CameraHealth health, float score)
    {
        FaultHook.Stage("record");
        var record = LabelRecord.Of(LabelRecordKind.Health, camera);
        record.Value = (uint)health;
        record.Score = record.TopScore = LabelRecord.QuantizeScore(score);
        Append(record);
    }

    /// <summary>States whether the camera delivers.</summary>
    public void State(CameraState state)
    {
        FaultHook.Stage("record");
        var record = LabelRecord.Of(LabelRecordKind.State, camera);
        record.Value = (uint)state;
        Append(record);
    }

    /// <summary>States how the camera's pipeline did. How many frames moved is told only where events are.</summary>
    public void Metrics(in CameraMetrics metrics) => Append(
        (Privacy >= PrivacyLevel.Track ? metrics : metrics with { FramesInferred = metrics.FramesInferred + metrics.FramesGated, FramesGated = 0 })
            .ToRecord(camera));

    private void AppendEvent(LabelRecordKind kind, uint track, in PresenceTransition change) => AppendEvent(
        kind, track, change.LabelIndex, change.SubLabel, change.Score, change.TopScore, change.Duration, change.HasBox ? change.Box : null, zones: 0, isStationary: false);

    private void AppendEvent(LabelRecordKind kind, uint track, in TrackTransition change) => AppendEvent(
        kind, track, change.LabelIndex, change.SubLabelIndex < 0 ? default : new SubLabel(change.SubLabelIndex, change.SubScore),
        change.Score, change.TopScore, change.Duration, change.Box, change.Zones, change.IsStationary);

    private void AppendEvent(
        LabelRecordKind kind, uint track, int label, SubLabel subLabel, float score, float topScore, TimeSpan duration, BoundingBox? box, ushort zones,
        bool isStationary)
    {
        if (Privacy < PrivacyLevel.Zone)
            return;
        var record = LabelRecord.Of(kind, camera);
        record.TrackId = track;
        record.Label = (ushort)label;
        record.Zones = zones;
        record.Value = (uint)Math.Clamp(Rounded(duration).TotalMilliseconds, 0, uint.MaxValue);
        if (Privacy >= PrivacyLevel.Track)
        {
            if (subLabel.IsKnown)
                (record.SubLabel, record.SubScore) = ((ushort)subLabel.Index, subLabel.Score);
            if (isStationary)
                record.Flags |= LabelRecordFlags.Stationary;
            record.Score = LabelRecord.QuantizeScore(score);
            record.TopScore = LabelRecord.QuantizeScore(topScore);
        }

        if (box is { } place && Privacy >= PrivacyLevel.Box)
        {
            record.Box = NormalizedBox.FromFractions(place.Left, place.Top, place.Right, place.Bottom);
            record.Flags |= LabelRecordFlags.HasBox;
        }

        Append(record);
    }

    private TimeSpan Rounded(TimeSpan duration) =>
        TimeRounding > TimeSpan.Zero ? duration - TimeSpan.FromTicks(duration.Ticks % TimeRounding.Ticks) : duration;

    private void Append(in LabelRecord record) => journal.Append(record, TimeRounding);
}

/// <summary>Numbers events, from 1, over all cameras of one boot epoch. Used by the inference thread.</summary>
internal sealed class TrackNumbers
{
    private uint _last;

    /// <summary>The next number.</summary>
    public uint Next() => ++_last;
}
