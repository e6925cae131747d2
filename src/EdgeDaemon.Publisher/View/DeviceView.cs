using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.View;

/// <summary>
/// What the records so far say about the device: the source of every retained topic. A pure fold: a record and its names in, what they
/// change out; no files, no clock, no messages. One thread.
/// </summary>
/// <param name="labels">Which labels are shown.</param>
internal sealed class DeviceView(ShownLabels labels)
{
    private SortedDictionary<string, CameraView> _cameras = new(StringComparer.Ordinal);
    private uint? _tableHash;

    /// <summary>The cameras, by slug.</summary>
    public IReadOnlyDictionary<string, CameraView> Cameras => _cameras;

    /// <summary>Grows whenever something changes that the device's status tells.</summary>
    public long StatusVersion { get; private set; }

    /// <summary>Grows whenever there are other cameras, labels or zones.</summary>
    public long ShapeVersion { get; private set; }

    /// <summary>Takes in a record and adds what it changes, in order.</summary>
    /// <param name="record">Any record but a gap.</param>
    /// <param name="table">The table that it was written under.</param>
    /// <param name="changes">Gets the changes.</param>
    /// <returns>What it did to its event; default for other records.</returns>
    /// <exception cref="FormatException">
    /// The record names a camera or label that its table does not have. What its table changed is in <paramref name="changes"/> all the same.
    /// </exception>
    public EventStep Apply(in LabelRecord record, NameTable table, ViewChanges changes)
    {
        Retarget(table, changes);
        switch (record.Kind)
        {
            case LabelRecordKind.Boot:
                Boot(record, changes);
                break;
            case LabelRecordKind.State:
                var camera = Touch(record, table);
                ShapeVersion += camera.SetSettings(EffectiveSettings.From(record), camera.Stamp) ? 1 : 0;
                SetState(camera, (CameraState)record.Value, changes);
                break;
            case LabelRecordKind.Health:
                SetHealth(Touch(record, table), (CameraHealth)record.Value, changes);
                break;
            case LabelRecordKind.Count:
                Count(record, table, changes);
                break;
            case LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd:
                return Event(record, table, changes);
            case LabelRecordKind.ModelChange when ModelChange.From(record) is { } version:
                _cameras[NamesOf(record, table).Camera].Models[version.Place] = version;
                StatusVersion++;
                break;
            case LabelRecordKind.Metrics:
                _cameras[NamesOf(record, table).Camera].Metrics = (CameraMetrics.From(record), RecordStamp.Of(record));
                StatusVersion++;
                break;
        }

        return default;
    }

    /// <summary>Records were lost: counts may have changed unseen, so none is known until it is counted again.</summary>
    public void Forget(RecordStamp stamp, ViewChanges changes)
    {
        foreach (var camera in _cameras.Values)
        {
            camera.Stamp = stamp;
            camera.Forget();
            AddAll(camera, changes);
        }
    }

    /// <summary>
    /// The view was rebuilt from what the journal still holds: listed labels whose records are no longer there are shown as not
    /// known, and labels that the configuration no longer reports are not shown.
    /// </summary>
    public void ShowConfiguredLabels()
    {
        foreach (var camera in _cameras.Values)
        {
            foreach (var label in camera.Counts.Keys.Where(label => !labels.MayShow(camera.Name, label)).ToArray())
                Hide(camera, label);
            foreach (var label in labels.Listed(camera.Name))
                camera.Counts.TryAdd(label, null);
            ShowZones(camera);
        }
    }

    /// <summary>Writes all that is known.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write((long?)_tableHash ?? -1);
        to.Write(_cameras.Count);
        foreach (var camera in _cameras.Values)
            camera.Save(to);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote; nothing of what was known before stays.</summary>
    /// <exception cref="EndOfStreamException">It was cut; nothing was taken over.</exception>
    /// <exception cref="FormatException">It is something else; nothing was taken over.</exception>
    public void Load(BinaryReader from)
    {
        uint? hash = from.ReadInt64() is >= 0 and var known ? (uint)known : null;
        var cameras = new SortedDictionary<string, CameraView>(StringComparer.Ordinal);
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var camera = CameraView.Load(from);
            cameras[camera.Name] = camera;
        }

        (_tableHash, _cameras) = (hash, cameras);
        ShapeVersion++;
        StatusVersion++;
    }

    /// <summary>Forgets everything, the cameras too.</summary>
    public void Clear() => (_tableHash, _cameras) = (null, new(StringComparer.Ordinal));

    private void Boot(in LabelRecord record, ViewChanges changes)
    {
        StatusVersion++;
        foreach (var camera in _cameras.Values)
        {
            camera.Reset();
            camera.Stamp = RecordStamp.Of(record);
            foreach (var label in camera.Counts.Keys.Where(label => !labels.MayShow(camera.Name, label)).ToArray())
                TakeAway(camera, label, changes);
            foreach (var label in labels.Listed(camera.Name))
                camera.Counts[label] = 0;
            ShowZones(camera);
            AddAll(camera, changes);
        }
    }

    private void SetState(CameraView camera, CameraState state, ViewChanges changes)
    {
        StatusVersion++;
        camera.SetState(state);
        AddAll(camera, changes);
    }

    private void SetHealth(CameraView camera, CameraHealth health, ViewChanges changes)
    {
        StatusVersion++;
        if (camera.SetHealth(health))
        {
            AddAll(camera, changes);
            return;
        }

        AddHealth(camera, changes);
        changes.Add(ViewChangeKind.State, camera);
    }

    private void Count(in LabelRecord record, NameTable table, ViewChanges changes)
    {
        var label = LabelOf(record, table);
        var camera = Touch(record, table);
        var touchesZones = camera.SetCount(label, record.Value);
        if (ImplyLive(camera, changes))
            return;
        changes.Add(ViewChangeKind.Label, camera, label);
        if (touchesZones)
        {
            foreach (var (zone, _) in camera.ZoneLabels.Where(pair => pair.Label == label))
                changes.Add(ViewChangeKind.ZoneLabel, camera, label, zone);
        }

        changes.Add(ViewChangeKind.State, camera);
    }

    private EventStep Event(in LabelRecord record, NameTable table, ViewChanges changes)
    {
        var names = NamesOf(record, table);
        var label = record.Label == LabelRecord.NoLabel ? null : LabelOf(record, table);
        if (record.SubLabel != LabelRecord.NoLabel && record.SubLabel >= names.SubLabels.Length)
        {
            throw new FormatException(
                $"Record {record.Id} has sub-label {record.SubLabel}; its name table {table.Hash:x8} has {names.SubLabels.Length} for that camera.");
        }

        var camera = Touch(record, table);
        ImplyLive(camera, changes);
        var step = camera.Follow(record, label);
        changes.Add(ViewChangeKind.Event, camera, label);
        if (label is null || !labels.MayShow(camera.Name, label))
            return step;
        for (var i = 0; i < names.Zones.Length; i++)
        {
            if ((step.ZonesTouched & (1 << i)) == 0)
                continue;
            camera.ZoneLabels.Add((names.Zones[i], label));
            changes.Add(ViewChangeKind.ZoneLabel, camera, label, names.Zones[i]);
        }

        return step;
    }

    /// <summary>
    /// Counts and events come only from decided frames. The record that said "live" may long be overwritten when a publisher
    /// rebuilds its view from a journal that has gone round.
    /// </summary>
    private bool ImplyLive(CameraView camera, ViewChanges changes)
    {
        if (camera.State != CameraState.Starting)
            return false;
        SetState(camera, CameraState.Live, changes);
        return true;
    }

    /// <summary>From here on another table holds: what it no longer names is taken from the broker.</summary>
    private void Retarget(NameTable table, ViewChanges changes)
    {
        if (_tableHash == table.Hash)
            return;
        _tableHash = table.Hash;
        ShapeVersion++;
        StatusVersion++;
        foreach (var camera in _cameras.Values.ToArray())
            Retarget(camera, table.Cameras.FirstOrDefault(c => c.Camera == camera.Name), changes);
        foreach (var names in table.Cameras)
        {
            if (!_cameras.TryGetValue(names.Camera, out var camera))
                _cameras.Add(names.Camera, camera = new CameraView(names.Camera));
            camera.Model = names.Model.Length == 0 ? null : names.Model;
            camera.Zones = names.Zones;
        }
    }

    private void Retarget(CameraView camera, CameraNames? names, ViewChanges changes)
    {
        foreach (var label in camera.Counts.Keys.Where(l => names is null || !names.Labels.Contains(l)).ToArray())
            TakeAway(camera, label, changes);
        foreach (var pair in camera.ZoneLabels.Where(pair => names is null || !names.Zones.Contains(pair.Zone)).ToArray())
        {
            changes.Add(ViewChangeKind.ZoneLabelGone, camera, pair.Label, pair.Zone);
            camera.ZoneLabels.Remove(pair);
        }

        // The bits of running events speak of the zones as they were.
        if (names is not null && !names.Zones.SequenceEqual(camera.Zones))
            camera.Forget();
        if (names is not null)
            return;
        _cameras.Remove(camera.Name);
        changes.Add(ViewChangeKind.CameraGone, camera);
    }

    private static void TakeAway(CameraView camera, string label, ViewChanges changes)
    {
        changes.Add(ViewChangeKind.LabelGone, camera, label);
        foreach (var (zone, _) in camera.ZoneLabels.Where(pair => pair.Label == label))
            changes.Add(ViewChangeKind.ZoneLabelGone, camera, label, zone);
        Hide(camera, label);
    }

    private static void Hide(CameraView camera, string label)
    {
        camera.Counts.Remove(label);
        camera.ZoneLabels.RemoveWhere(pair => pair.Label == label);
    }

    private void ShowZones(CameraView camera)
    {
        foreach (var label in labels.ListedInZones(camera.Name, camera.Zones.Length).Where(camera.Counts.ContainsKey))
        {
            foreach (var zone in camera.Zones)
                camera.ZoneLabels.Add((zone, label));
        }
    }

    private static void AddAll(CameraView camera, ViewChanges changes)
    {
        changes.Add(ViewChangeKind.AllLabels, camera);
        AddHealth(camera, changes);
        changes.Add(ViewChangeKind.State, camera);
    }

    private static void AddHealth(CameraView camera, ViewChanges changes)
    {
        if (camera.TakeHealthChange())
            changes.Add(ViewChangeKind.Health, camera);
    }

    private CameraView Touch(in LabelRecord record, NameTable table)
    {
        var camera = _cameras[NamesOf(record, table).Camera];
        camera.Stamp = RecordStamp.Of(record);
        return camera;
    }

    private static CameraNames NamesOf(in LabelRecord record, NameTable table) =>
        record.Camera < table.Cameras.Length
            ? table.Cameras[record.Camera]
            : throw new FormatException(
                $"Record {record.Id} is about camera {record.Camera}; its name table {table.Hash:x8} has {table.Cameras.Length}.");

    private static string LabelOf(in LabelRecord record, NameTable table)
    {
        var labels = NamesOf(record, table).Labels;
        return record.Label < labels.Length
            ? labels[record.Label]
            : throw new FormatException(
                $"Record {record.Id} has label {record.Label}; its name table {table.Hash:x8} has {labels.Length} for that camera.");
    }
}
