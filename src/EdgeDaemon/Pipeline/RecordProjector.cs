using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// The project stage: the one place where what was seen becomes what may leave the device. Everything that it does not put
/// into a record is forgotten. Used by the inference thread.
/// </summary>
internal sealed class RecordProjector(byte camera, JournalWriter journal, TrackNumbers tracks)
{
    /// <summary>Begins an event.</summary>
    /// <returns>Its track number, for the calls that follow.</returns>
    public uint EventStarted(in PresenceTransition change)
    {
        var track = tracks.Next();
        AppendEvent(LabelRecordKind.EventStart, track, change);
        return track;
    }

    /// <summary>Says that a running event changed.</summary>
    public void EventUpdated(uint track, in PresenceTransition change) => AppendEvent(LabelRecordKind.EventUpdate, track, change);

    /// <summary>Ends an event.</summary>
    public void EventEnded(uint track, in PresenceTransition change) => AppendEvent(LabelRecordKind.EventEnd, track, change);

    /// <summary>States how many objects of a label there are.</summary>
    public void Count(int label, int count)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, camera);
        record.Label = (ushort)label;
        record.Value = (uint)count;
        journal.Append(record);
    }

    /// <summary>States what the camera can see.</summary>
    public void Health(CameraHealth health, float score)
    {
        FaultHook.Stage("record");
        var record = LabelRecord.Of(LabelRecordKind.Health, camera);
        record.Value = (uint)health;
        record.Score = record.TopScore = LabelRecord.QuantizeScore(score);
        journal.Append(record);
    }

    /// <summary>States whether the camera delivers.</summary>
    public void State(CameraState state)
    {
        FaultHook.Stage("record");
        var record = LabelRecord.Of(LabelRecordKind.State, camera);
        record.Value = (uint)state;
        journal.Append(record);
    }

    private void AppendEvent(LabelRecordKind kind, uint track, in PresenceTransition change)
    {
        var record = LabelRecord.Of(kind, camera);
        record.TrackId = track;
        record.Label = (ushort)change.LabelIndex;
        if (change.SubLabel.IsKnown)
            record.SubLabel = (ushort)change.SubLabel.Index;
        record.Score = LabelRecord.QuantizeScore(change.Score);
        record.TopScore = LabelRecord.QuantizeScore(change.TopScore);
        record.Value = (uint)Math.Clamp(change.Duration.TotalMilliseconds, 0, uint.MaxValue);
        if (change.HasBox)
        {
            var box = change.Box;
            record.Box = NormalizedBox.FromFractions(box.Left, box.Top, box.Right, box.Bottom);
            record.Flags |= LabelRecordFlags.HasBox;
        }

        journal.Append(record);
    }
}

/// <summary>Numbers events, from 1, over all cameras of one boot epoch. Used by the inference thread.</summary>
internal sealed class TrackNumbers
{
    private uint _last;

    /// <summary>The next number.</summary>
    public uint Next() => ++_last;
}
