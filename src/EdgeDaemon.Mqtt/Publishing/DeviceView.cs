using System.Collections.Immutable;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Publishing;

/// <summary>
/// What the records so far say about the device: the source of every retained topic. Applying a record yields the messages that
/// it causes; <see cref="Snapshot"/> yields everything, for a broker that may have forgotten it. One thread.
/// </summary>
/// <param name="messages">Writes the messages.</param>
/// <param name="listedLabels">
/// Per camera, the labels that are shown from the start with 0; every other label appears when it is first counted.
/// </param>
internal sealed class DeviceView(LabelMessages messages, IReadOnlyDictionary<string, ImmutableArray<string>> listedLabels)
{
    private readonly SortedDictionary<string, CameraView> _cameras = new(StringComparer.Ordinal);
    private uint? _tableHash;

    /// <summary>Every retained topic of every camera.</summary>
    public List<MqttMessage> Snapshot()
    {
        var all = new List<MqttMessage>();
        foreach (var camera in _cameras.Values)
            AddAll(camera, all);
        return all;
    }

    /// <summary>Takes in a record and adds the messages that it causes, in order.</summary>
    /// <param name="record">Any record but a gap.</param>
    /// <param name="table">The table that it was written under.</param>
    /// <param name="output">Gets the messages.</param>
    /// <exception cref="FormatException">The record names a camera or label that its table does not have.</exception>
    public void Apply(in LabelRecord record, NameTable table, List<MqttMessage> output)
    {
        Retarget(table, output);
        switch (record.Kind)
        {
            case LabelRecordKind.Boot:
                Boot(record, output);
                break;
            case LabelRecordKind.State:
                {
                    var camera = Touch(record, table);
                    camera.SetState((CameraState)record.Value);
                    AddAll(camera, output);
                    break;
                }

            case LabelRecordKind.Health:
                {
                    var camera = Touch(record, table);
                    AddHealth(camera, camera.SetHealth((CameraHealth)record.Value), output);
                    break;
                }

            case LabelRecordKind.Count:
                Count(record, table, output);
                break;
            case LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd:
                Event(record, table, output);
                break;
        }
    }

    /// <summary>Records were lost: counts may have changed unseen, so none is known until it is counted again.</summary>
    public void Forget(RecordStamp stamp, List<MqttMessage> output)
    {
        foreach (var camera in _cameras.Values)
        {
            camera.Stamp = stamp;
            foreach (var label in camera.Counts.Keys.ToArray())
                camera.Counts[label] = null;
            AddAll(camera, output);
        }
    }

    private void Boot(in LabelRecord record, List<MqttMessage> output)
    {
        foreach (var camera in _cameras.Values)
        {
            camera.Reset();
            camera.Stamp = RecordStamp.Of(record);
            foreach (var label in listedLabels.GetValueOrDefault(camera.Name, []))
                camera.Counts[label] = 0;
            AddAll(camera, output);
        }
    }

    private void Count(in LabelRecord record, NameTable table, List<MqttMessage> output)
    {
        var label = LabelOf(record, table);
        var camera = Touch(record, table);
        camera.Counts[label] = record.Value;
        if (ImplyLive(camera, output))
            return;
        AddLabel(camera, label, output);
        output.Add(messages.State(camera));
    }

    private void Event(in LabelRecord record, NameTable table, List<MqttMessage> output)
    {
        var names = NamesOf(record, table);
        if (record.Label != LabelRecord.NoLabel)
            LabelOf(record, table);
        if (record.SubLabel != LabelRecord.NoLabel && record.SubLabel >= names.SubLabels.Length)
        {
            throw new FormatException(
                $"Record {record.Id} has sub-label {record.SubLabel}; its name table {table.Hash:x8} has {names.SubLabels.Length} for that camera.");
        }

        var camera = Touch(record, table);
        ImplyLive(camera, output);
        output.Add(messages.Event(record, names, camera.StartOf(record)));
    }

    /// <summary>
    /// Counts and events come only from decided frames. The record that said "live" may long be overwritten when a publisher
    /// rebuilds its view from a journal that has gone round.
    /// </summary>
    private bool ImplyLive(CameraView camera, List<MqttMessage> output)
    {
        if (camera.State != CameraState.Starting)
            return false;
        camera.SetState(CameraState.Live);
        AddAll(camera, output);
        return true;
    }

    /// <summary>From here on another table holds: what it no longer names is taken from the broker.</summary>
    private void Retarget(NameTable table, List<MqttMessage> output)
    {
        if (_tableHash == table.Hash)
            return;
        _tableHash = table.Hash;
        foreach (var camera in _cameras.Values.ToArray())
        {
            var names = table.Cameras.FirstOrDefault(c => c.Camera == camera.Name);
            foreach (var label in camera.Counts.Keys.Where(l => names is null || !names.Labels.Contains(l)).ToArray())
            {
                camera.Counts.Remove(label);
                output.AddRange(messages.ClearLabel(camera.Name, label));
            }

            if (names is null)
            {
                _cameras.Remove(camera.Name);
                output.AddRange(messages.ClearCamera(camera.Name));
            }
        }

        foreach (var names in table.Cameras)
        {
            if (!_cameras.TryGetValue(names.Camera, out var camera))
                _cameras.Add(names.Camera, camera = new CameraView(names.Camera));
            camera.Model = names.Model.Length == 0 ? null : names.Model;
        }
    }

    private void AddAll(CameraView camera, List<MqttMessage> output)
    {
        foreach (var label in camera.Counts.Keys)
            AddLabel(camera, label, output);
        output.Add(messages.Health(camera));
        output.Add(messages.State(camera));
    }

    private void AddHealth(CameraView camera, bool sightChanged, List<MqttMessage> output)
    {
        if (sightChanged)
        {
            AddAll(camera, output);
            return;
        }

        output.Add(messages.Health(camera));
        output.Add(messages.State(camera));
    }

    private void AddLabel(CameraView camera, string label, List<MqttMessage> output)
    {
        output.Add(messages.Count(camera, label, camera.Known(label)));
        output.Add(messages.Occupied(camera, label, camera.Known(label)));
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
