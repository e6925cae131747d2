using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Projecting;

/// <summary>
/// The project stage: the one place where what was seen becomes what may leave the device. Everything that it does not put
/// into a record is forgotten. Used by the inference thread.
/// </summary>
/// <param name="camera">Index of the camera.</param>
/// <param name="journal">Where records go.</param>
internal sealed class RecordProjector(byte camera, JournalWriter journal)
{
    // What was told of each label, where a count must not tell more than presence.
    private readonly Dictionary<int, uint> _told = [];

    /// <summary>How much of what is seen may become a record.</summary>
    public PrivacyLevel Privacy { get; set; } = PrivacyLevel.Box;

    /// <summary>Times and durations are rounded down to a multiple of this.</summary>
    public TimeSpan TimeRounding { get; set; }

    /// <summary>Hears of events that are over, where the level tells as much as their sub-labels; null: nobody does.</summary>
    public Action<TrackTransition>? Ended { get; init; }

    /// <summary>States changes, in order.</summary>
    public void Changes(ReadOnlySpan<TrackTransition> changes)
    {
        foreach (ref readonly var change in changes)
        {
            switch (change.Change)
            {
                case TrackChange.Started:
                    Event(LabelRecordKind.EventStart, change);
                    break;
                // Where scores, sub-labels and rest are not told, only other zones are news.
                case TrackChange.Updated when Privacy >= PrivacyLevel.Track || change.HasOtherZones:
                    Event(LabelRecordKind.EventUpdate, change);
                    break;
                case TrackChange.Counted:
                    Count(change.LabelIndex, change.Count);
                    break;
                case TrackChange.Ended or TrackChange.Interrupted:
                    Event(LabelRecordKind.EventEnd, change);
                    break;
            }
        }
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

    /// <summary>States whether the camera delivers, and what holds for it.</summary>
    public void State(CameraState state, in EffectiveSettings settings)
    {
        FaultHook.Stage("record");
        var record = LabelRecord.Of(LabelRecordKind.State, camera);
        record.Value = (uint)state;
        settings.WriteTo(ref record);
        Append(record);
    }

    /// <summary>States how the camera's pipeline did. How many frames moved is told only where events are.</summary>
    public void Metrics(in CameraMetrics metrics) => Append(
        (Privacy >= PrivacyLevel.Track ? metrics : metrics with { FramesInferred = metrics.FramesInferred + metrics.FramesGated, FramesGated = 0 })
            .ToRecord(camera));

    private void Count(int label, int count)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, camera);
        record.Label = (ushort)label;
        record.Value = Privacy == PrivacyLevel.Presence ? (uint)Math.Min(count, 1) : (uint)count;
        if (Privacy == PrivacyLevel.Presence && _told.TryGetValue(label, out var told) && told == record.Value)
            return;
        _told[label] = record.Value;
        Append(record);
    }

    private void Event(LabelRecordKind kind, in TrackTransition change)
    {
        if (Privacy < PrivacyLevel.Zone)
            return;
        var record = LabelRecord.Of(kind, camera);
        record.TrackId = change.Event;
        record.Label = (ushort)change.LabelIndex;
        record.Zones = change.Zones;
        record.Value = (uint)Math.Clamp(Rounded(change.Duration).TotalMilliseconds, 0, uint.MaxValue);
        if (Privacy >= PrivacyLevel.Track)
        {
            if (change.SubLabel.IsKnown)
                (record.SubLabel, record.SubScore) = ((ushort)change.SubLabel.Index, LabelRecord.QuantizeScore(change.SubLabel.Score));
            if (change.IsStationary)
                record.Flags |= LabelRecordFlags.Stationary;
            record.Score = LabelRecord.QuantizeScore(change.Score);
            record.TopScore = LabelRecord.QuantizeScore(change.TopScore);
            if (kind == LabelRecordKind.EventEnd)
                Ended?.Invoke(change);
        }

        if (change.Box is { } place && Privacy >= PrivacyLevel.Box)
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
