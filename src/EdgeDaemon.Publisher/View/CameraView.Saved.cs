using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.View;

/// <content>How it is kept over a restart: everything above, in this order. To change it is to change the layout's number in <see cref="ViewSnapshot"/>.</content>
internal sealed partial class CameraView
{
    /// <summary>Writes all that is known.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(Name);
        SaveText(to, Model);
        to.Write(Zones.Length);
        foreach (var zone in Zones)
            to.Write(zone);
        to.Write((uint)State);
        to.Write((uint)_recordedHealth);
        to.Write((int?)_notedHealth ?? -1);
        SaveStamp(to, Stamp);
        to.Write(Settings is not null);
        if (Settings is { } settings)
        {
            var record = new LabelRecord();
            settings.Values.WriteTo(ref record);
            SaveStamp(to, settings.Stamp);
            to.Write(record.SubLabel);
            to.Write(record.Score);
            to.Write(record.TrackId);
            to.Write(record.GapFirstSequence);
        }

        to.Write(Models.Count);
        foreach (var version in Models.Values)
        {
            to.Write(version.Place);
            to.Write(version.Version);
            to.Write((byte)version.Note);
        }

        to.Write(Metrics is not null);
        if (Metrics is { } metrics)
        {
            SaveStamp(to, metrics.Stamp);
            to.Write(MemoryMarshal.AsBytes([metrics.Values.ToRecord(camera: 0)]));
        }

        to.Write(Counts.Count);
        foreach (var (label, count) in Counts)
        {
            to.Write(label);
            to.Write((long?)count ?? -1);
        }

        to.Write(ZoneLabels.Count);
        foreach (var (zone, label) in ZoneLabels)
        {
            to.Write(zone);
            to.Write(label);
        }

        to.Write(_uncertain.Count);
        foreach (var label in _uncertain)
            to.Write(label);
        to.Write(_events.Count);
        foreach (var (track, e) in _events)
        {
            to.Write(track);
            to.Write(e.StartMs);
            SaveText(to, e.Label);
            to.Write(e.Zones);
            to.Write(e.IsStationary);
        }

        SaveEvent(to, _newest);
        to.Write(_newestOfLabel.Count);
        foreach (var (label, id) in _newestOfLabel)
        {
            to.Write(label);
            SaveEvent(to, id);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote. Every count is paid for in bytes, so that no number makes it loop for long.</summary>
    /// <exception cref="EndOfStreamException">It was cut.</exception>
    /// <exception cref="FormatException">It is something else.</exception>
    public static CameraView Load(BinaryReader from)
    {
        var camera = new CameraView(from.ReadString()) { Model = LoadText(from) };
        camera.Zones = [.. Repeat(from, from.ReadString)];
        (camera.State, camera._recordedHealth) = ((CameraState)from.ReadUInt32(), (CameraHealth)from.ReadUInt32());
        camera._notedHealth = from.ReadInt32() is >= 0 and var noted ? (CameraHealth)noted : null;
        camera.Stamp = LoadStamp(from);
        if (from.ReadBoolean())
        {
            var stamp = LoadStamp(from);
            var record = new LabelRecord { SubLabel = from.ReadUInt16(), Score = from.ReadByte(), TrackId = from.ReadUInt32(), GapFirstSequence = from.ReadUInt64() };
            camera.SetSettings(EffectiveSettings.From(record), stamp);
        }

        foreach (var version in Repeat(from, () => new ModelChange(from.ReadByte(), from.ReadUInt64(), (ModelNote)from.ReadByte())))
            camera.Models[version.Place] = version;
        if (from.ReadBoolean())
        {
            var stamp = LoadStamp(from);
            var record = new LabelRecord();
            from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<LabelRecord>(ref record)));
            camera.Metrics = (CameraMetrics.From(record), stamp);
        }

        foreach (var (label, count) in Repeat(from, () => (from.ReadString(), from.ReadInt64())))
            camera.Counts[label] = count < 0 ? null : checked((uint)count);
        camera.ZoneLabels.UnionWith(Repeat(from, () => (from.ReadString(), from.ReadString())));
        camera._uncertain.UnionWith(Repeat(from, from.ReadString));
        foreach (var (track, e) in Repeat(from, () => (from.ReadUInt32(), new RunningEvent(from.ReadInt64(), LoadText(from), from.ReadUInt16(), from.ReadBoolean()))))
            camera._events[track] = e;
        camera._newest = LoadEvent(from);
        foreach (var (label, id) in Repeat(from, () => (from.ReadString(), LoadEvent(from))))
            camera._newestOfLabel[label] = id ?? throw new FormatException("A label without its event.");
        return camera;
    }

    private static IEnumerable<T> Repeat<T>(BinaryReader from, Func<T> read)
    {
        for (var left = from.ReadInt32(); left > 0; left--)
            yield return read();
    }

    private static void SaveText(BinaryWriter to, string? text)
    {
        to.Write(text is not null);
        if (text is not null)
            to.Write(text);
    }

    private static string? LoadText(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;

    private static void SaveStamp(BinaryWriter to, RecordStamp stamp)
    {
        to.Write(stamp.Id.BootEpoch);
        to.Write(stamp.Id.Sequence);
        to.Write(stamp.WallTimeMs);
        to.Write(stamp.ClockSynced);
    }

    private static RecordStamp LoadStamp(BinaryReader from) =>
        new(new RecordId(from.ReadUInt32(), from.ReadUInt64()), from.ReadInt64(), from.ReadBoolean());

    private static void SaveEvent(BinaryWriter to, EventId? id)
    {
        to.Write(id is not null);
        if (id is not { } known)
            return;
        to.Write(known.BootEpoch);
        to.Write(known.Track);
    }

    private static EventId? LoadEvent(BinaryReader from) => from.ReadBoolean() ? new EventId(from.ReadUInt32(), from.ReadUInt32()) : null;
}
