using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// What the records so far say about the device: the source of every retained topic. Applying a record yields the messages that
/// it causes; <see cref="Snapshot"/> yields everything, for a broker that may have forgotten it. One thread.
/// </summary>
/// <param name="messages">Writes the messages.</param>
/// <param name="labels">Which labels are shown.</param>
internal sealed class DeviceView(LabelMessages messages, ShownLabels labels)
{
    private readonly SortedDictionary<string, CameraView> _cameras = new(StringComparer.Ordinal);
    private uint? _tableHash;

    /// <summary>The cameras, by slug.</summary>
    public IReadOnlyDictionary<string, CameraView> Cameras => _cameras;

    /// <summary>Grows whenever something changes that the device's status tells.</summary>
    public long StatusVersion { get; private set; }

    /// <summary>Grows whenever there are other cameras, labels or zones.</summary>
    public long ShapeVersion { get; private set; }

    /// <summary>Every retained topic of every camera.</summary>
    public List<MqttMessage> Snapshot()
    {
        var all = new List<MqttMessage>();
        foreach (var camera in _cameras.Values)
        {
            camera.ToldHealth = null;
            AddAll(camera, all);
        }

        return all;
    }

    /// <summary>Takes in a record and adds the messages that it causes, in order.</summary>
    /// <param name="record">Any record but a gap.</param>
    /// <param name="table">The table that it was written under.</param>
    /// <param name="output">Gets the messages.</param>
    /// <returns>What it did to its event; default for other records.</returns>
    /// <exception cref="FormatException">The record names a camera or label that its table does not have.</exception>
    public EventStep Apply(in LabelRecord record, NameTable table, List<MqttMessage> output)
    {
        Retarget(table, output);
        switch (record.Kind)
        {
            case LabelRecordKind.Boot:
                Boot(record, output);
                break;
            case LabelRecordKind.State:
                SetState(Touch(record, table), (CameraState)record.Value, output);
                break;
            case LabelRecordKind.Health:
                SetHealth(Touch(record, table), (CameraHealth)record.Value, output);
                break;
            case LabelRecordKind.Count:
                Count(record, table, output);
                break;
            case LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd:
                return Event(record, table, output);
            case LabelRecordKind.Metrics:
                _cameras[NamesOf(record, table).Camera].Metrics = (CameraMetrics.From(record), RecordStamp.Of(record));
                StatusVersion++;
                break;
        }

        return default;
    }

    /// <summary>Records were lost: counts may have changed unseen, so none is known until it is counted again.</summary>
    public void Forget(RecordStamp stamp, List<MqttMessage> output)
    {
        foreach (var camera in _cameras.Values)
        {
            camera.Stamp = stamp;
            camera.Forget();
            AddAll(camera, output);
        }
    }

    /// <summary>
    /// The view was rebuilt from what the journal still holds: listed labels whose records are no longer there are shown as not
    /// known, and labels that the configuration no longer reports are not shown.
    /// </summary>
    public void Settle()
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

    private void Boot(in LabelRecord record, List<MqttMessage> output)
    {
        StatusVersion++;
        foreach (var camera in _cameras.Values)
        {
            camera.Reset();
            camera.Stamp = RecordStamp.Of(record);
            foreach (var label in camera.Counts.Keys.Where(label => !labels.MayShow(camera.Name, label)).ToArray())
            {
                ClearLabel(camera, label, output);
                Hide(camera, label);
            }

            foreach (var label in labels.Listed(camera.Name))
                camera.Counts[label] = 0;
            ShowZones(camera);
            AddAll(camera, output);
        }
    }

    private void SetState(CameraView camera, CameraState state, List<MqttMessage> output)
    {
        StatusVersion++;
        camera.SetState(state);
        AddAll(camera, output);
    }

    private void SetHealth(CameraView camera, CameraHealth health, List<MqttMessage> output)
    {
        StatusVersion++;
        if (camera.SetHealth(health))
        {
            AddAll(camera, output);
            return;
        }

        AddHealth(camera, output);
        output.Add(messages.State(camera));
    }

    private void Count(in LabelRecord record, NameTable table, List<MqttMessage> output)
    {
        var label = LabelOf(record, table);
        var camera = Touch(record, table);
        var touchesZones = camera.SetCount(label, record.Value);
        if (ImplyLive(camera, output))
            return;
        AddLabel(camera, label, output);
        if (touchesZones)
            AddZones(camera, camera.ZoneLabels.Where(pair => pair.Label == label), output);
        output.Add(messages.State(camera));
    }

    private EventStep Event(in LabelRecord record, NameTable table, List<MqttMessage> output)
    {
        var names = NamesOf(record, table);
        var label = record.Label == LabelRecord.NoLabel ? null : LabelOf(record, table);
        if (record.SubLabel != LabelRecord.NoLabel && record.SubLabel >= names.SubLabels.Length)
        {
            throw new FormatException(
                $"Record {record.Id} has sub-label {record.SubLabel}; its name table {table.Hash:x8} has {names.SubLabels.Length} for that camera.");
        }

        var camera = Touch(record, table);
        ImplyLive(camera, output);
        var step = camera.Follow(record, label);
        var zones = camera.ZonesOf(step.ZonesTouched).ToArray();
        output.AddRange(messages.Event(record, names, step.StartMs, zones));
        if (label is null || !labels.MayShow(camera.Name, label))
            return step;
        foreach (var zone in zones)
            camera.ZoneLabels.Add((zone, label));
        AddZones(camera, zones.Select(zone => (zone, label)), output);
        return step;
    }

    /// <summary>
    /// Counts and events come only from decided frames. The record that said "live" may long be overwritten when a publisher
    /// rebuilds its view from a journal that has gone round.
    /// </summary>
    private bool ImplyLive(CameraView camera, List<MqttMessage> output)
    {
        if (camera.State != CameraState.Starting)
            return false;
        SetState(camera, CameraState.Live, output);
        return true;
    }

    /// <summary>From here on another table holds: what it no longer names is taken from the broker.</summary>
    private void Retarget(NameTable table, List<MqttMessage> output)
    {
        if (_tableHash == table.Hash)
            return;
        _tableHash = table.Hash;
        ShapeVersion++;
        StatusVersion++;
        foreach (var camera in _cameras.Values.ToArray())
            Retarget(camera, table.Cameras.FirstOrDefault(c => c.Camera == camera.Name), output);
        foreach (var names in table.Cameras)
        {
            if (!_cameras.TryGetValue(names.Camera, out var camera))
                _cameras.Add(names.Camera, camera = new CameraView(names.Camera));
            camera.Model = names.Model.Length == 0 ? null : names.Model;
            camera.Zones = names.Zones;
        }
    }

    private void Retarget(CameraView camera, CameraNames? names, List<MqttMessage> output)
    {
        foreach (var label in camera.Counts.Keys.Where(l => names is null || !names.Labels.Contains(l)).ToArray())
        {
            ClearLabel(camera, label, output);
            Hide(camera, label);
        }

        foreach (var pair in camera.ZoneLabels.Where(pair => names is null || !names.Zones.Contains(pair.Zone)).ToArray())
        {
            output.AddRange(messages.ClearZone(camera.Name, pair.Zone, pair.Label));
            camera.ZoneLabels.Remove(pair);
        }

        // The bits of running events speak of the zones as they were.
        if (names is not null && !names.Zones.SequenceEqual(camera.Zones))
            camera.Forget();
        if (names is not null)
            return;
        _cameras.Remove(camera.Name);
        output.AddRange(messages.ClearCamera(camera.Name));
    }

    private void ClearLabel(CameraView camera, string label, List<MqttMessage> output)
    {
        output.AddRange(messages.ClearLabel(camera.Name, label));
        foreach (var (zone, _) in camera.ZoneLabels.Where(pair => pair.Label == label))
            output.AddRange(messages.ClearZone(camera.Name, zone, label));
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

    private void AddAll(CameraView camera, List<MqttMessage> output)
    {
        foreach (var label in camera.Counts.Keys)
            AddLabel(camera, label, output);
        AddZones(camera, camera.ZoneLabels, output);
        AddHealth(camera, output);
        output.Add(messages.State(camera));
    }

    /// <summary>A state that begins, is starting and then live says nothing new of what the camera can see.</summary>
    private void AddHealth(CameraView camera, List<MqttMessage> output)
    {
        if (camera.ToldHealth == camera.Health)
            return;
        camera.ToldHealth = camera.Health;
        output.Add(messages.Health(camera));
    }

    private void AddLabel(CameraView camera, string label, List<MqttMessage> output)
    {
        output.Add(messages.Count(camera, label, camera.Known(label)));
        output.Add(messages.Occupied(camera, label, camera.Known(label)));
    }

    private void AddZones(CameraView camera, IEnumerable<(string Zone, string Label)> pairs, List<MqttMessage> output)
    {
        foreach (var (zone, label) in pairs)
        {
            output.Add(messages.ZoneCount(camera, zone, label, camera.Known(zone, label)));
            output.Add(messages.ZoneOccupied(camera, zone, label, camera.Known(zone, label)));
        }
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
