using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Messages;

/// <summary>
/// Writes messages. Every byte that is published is made here, out of a record and the names of its table: this file is the
/// privacy review of the network side.
/// </summary>
internal sealed class LabelMessages(TopicNames topics, TimeProvider time)
{
    // Long enough for a holiday's outage of a consumer; it only keeps a broker from hoarding events for sessions that never return.
    private static readonly TimeSpan EventLife = TimeSpan.FromDays(7);
    private const string Json = "application/json";
    private const string Text = "text/plain";

    /// <summary>Every retained topic of every camera.</summary>
    public void AddAll(DeviceView view, List<MqttMessage> output)
    {
        foreach (var camera in view.Cameras.Values)
        {
            AddLabels(camera, output);
            output.Add(Health(camera));
            output.Add(State(camera));
        }
    }

    /// <summary>What the changes of a record cause, in their order.</summary>
    /// <param name="changes">The changes; they were made to the view, which is shown as it now is.</param>
    /// <param name="output">Gets the messages.</param>
    /// <param name="applied">The record, where it is about an event.</param>
    public void Add(ViewChanges changes, List<MqttMessage> output, in AppliedRecord applied = default)
    {
        foreach (var (kind, camera, label, zone) in changes.All)
        {
            switch (kind)
            {
                case ViewChangeKind.AllLabels:
                    AddLabels(camera, output);
                    break;
                case ViewChangeKind.Health:
                    output.Add(Health(camera));
                    break;
                case ViewChangeKind.State:
                    output.Add(State(camera));
                    break;
                case ViewChangeKind.Label:
                    AddLabel(camera, label!, output);
                    break;
                case ViewChangeKind.ZoneLabel:
                    AddZoneLabel(camera, zone!, label!, output);
                    break;
                case ViewChangeKind.Event:
                    AddEvent(applied, output);
                    break;
                case ViewChangeKind.LabelGone:
                    output.Add(Clear(topics.Count(camera.Name, label!)));
                    output.Add(Clear(topics.Occupied(camera.Name, label!)));
                    break;
                case ViewChangeKind.ZoneLabelGone:
                    output.Add(Clear(topics.ZoneCount(camera.Name, zone!, label!)));
                    output.Add(Clear(topics.ZoneOccupied(camera.Name, zone!, label!)));
                    break;
                case ViewChangeKind.CameraGone:
                    output.Add(Clear(topics.State(camera.Name)));
                    output.Add(Clear(topics.Health(camera.Name)));
                    break;
            }
        }
    }

    /// <summary>One step of an event, for the camera and for each zone that it touches.</summary>
    /// <param name="record">Of kind start, update or end.</param>
    /// <param name="names">The names behind its indices.</param>
    /// <param name="startedAtMs">When the event began, Unix time in milliseconds.</param>
    /// <param name="zones">Zones that the object is in or has just left.</param>
    public IEnumerable<MqttMessage> Event(in LabelRecord record, CameraNames names, long startedAtMs, IEnumerable<string> zones)
    {
        var message = Message(topics.Events(names.Camera), Payload(record, names, startedAtMs), retain: false, Json, RecordStamp.Of(record)) with
        {
            ExpirySeconds = RecordStamp.Of(record).RemainingSeconds(EventLife, time),
        };
        return [message, .. zones.Select(zone => message with { Topic = topics.ZoneEvents(names.Camera, zone) })];
    }

    /// <summary>An event that is replayed: to one who asked for it, and marked so.</summary>
    /// <param name="record">Of kind start, update or end.</param>
    /// <param name="names">The names behind its indices.</param>
    /// <param name="startedAtMs">When the event began, Unix time in milliseconds.</param>
    /// <param name="topic">Where it goes.</param>
    public static MqttMessage Replayed(in LabelRecord record, CameraNames names, long startedAtMs, string topic)
    {
        var stamp = RecordStamp.Of(record);
        var message = Message(topic, Payload(record, names, startedAtMs, isReplay: true), retain: false, Json, stamp);
        return message with { UserProperties = [.. message.UserProperties, new("replay", "1")], MayBeRefused = true };
    }

    private static byte[] Payload(in LabelRecord record, CameraNames names, long startedAtMs, bool isReplay = false)
    {
        var zones = Zones(record.Zones, names);
        var payload = EventOf(record, names, zones, startedAtMs) with { Replay = isReplay ? true : null };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(payload, PayloadJsonContext.Default.EventPayload);
        for (var kept = zones.Length - 1; bytes.Length > EventPayload.MaxBytes && kept >= 0; kept--)
        {
            bytes = JsonSerializer.SerializeToUtf8Bytes(
                payload with { Zones = zones[..kept], ZonesOmitted = zones.Length - kept }, PayloadJsonContext.Default.EventPayload);
        }

        return bytes;
    }

    /// <summary>States that records were lost.</summary>
    public MqttMessage Gap(RecordStamp stamp, ulong lost, ulong first, ulong last) =>
        Message(topics.Gap, PayloadJsonContext.Default.GapPayload, stamp, retain: false, new GapPayload
        {
            Boot = stamp.Id.BootEpoch,
            Seq = stamp.Id.Sequence,
            Lost = lost,
            First = first,
            Last = last,
        });

    /// <summary>Takes away a retained topic.</summary>
    public static MqttMessage Clear(string topic) => new(topic, ReadOnlyMemory<byte>.Empty, Retain: true);

    private void AddEvent(in AppliedRecord applied, List<MqttMessage> output)
    {
        var names = applied.Camera!;
        output.AddRange(Event(applied.Record, names, applied.Step.StartMs, Zones(applied.Step.ZonesTouched, names)));
    }

    private void AddLabels(CameraView camera, List<MqttMessage> output)
    {
        foreach (var label in camera.Counts.Keys)
            AddLabel(camera, label, output);
        foreach (var (zone, label) in camera.ZoneLabels)
            AddZoneLabel(camera, zone, label, output);
    }

    private void AddLabel(CameraView camera, string label, List<MqttMessage> output)
    {
        var count = camera.Known(label);
        output.Add(Word(topics.Count(camera.Name, label), CountWord(count), camera.Stamp));
        output.Add(Word(topics.Occupied(camera.Name, label), OccupiedWord(count), camera.Stamp));
    }

    private void AddZoneLabel(CameraView camera, string zone, string label, List<MqttMessage> output)
    {
        var count = camera.Known(zone, label);
        output.Add(Word(topics.ZoneCount(camera.Name, zone, label), CountWord(count), camera.Stamp));
        output.Add(Word(topics.ZoneOccupied(camera.Name, zone, label), OccupiedWord(count), camera.Stamp));
    }

    private MqttMessage Health(CameraView camera) => Word(topics.Health(camera.Name), TopicValues.Word(camera.Health), camera.Stamp);

    private MqttMessage State(CameraView camera)
    {
        var settings = camera.Settings?.Values;
        return Message(topics.State(camera.Name), PayloadJsonContext.Default.CameraStatePayload, camera.Stamp, retain: true, new CameraStatePayload
        {
            Camera = camera.Name,
            State = TopicValues.Word(camera.State),
            Health = TopicValues.Word(camera.Health),
            Labels = camera.CanSee ? Present(camera) : null,
            Model = camera.Model,
            Privacy = settings is { } held ? TopicValues.Word(held.Privacy) : null,
            PrivacyBy = settings is { } by ? TopicValues.Word(by.PrivacyBy) : null,
            PausedBy = settings?.Pause is { } pause ? TopicValues.Word(pause.By) : null,
            PausedUntil = settings?.Pause?.Left is { } left ? PayloadTime.Format(camera.Settings!.Value.Stamp.WallTimeMs + (long)left.TotalMilliseconds) : null,
            Threshold = settings?.Threshold,
            Time = camera.Stamp.Time,
            ClockSynced = camera.Stamp.ClockSynced,
        });
    }

    private static EventPayload EventOf(in LabelRecord record, CameraNames names, string[] zones, long startedAtMs) => new()
    {
        Id = $"{record.BootEpoch}-{record.TrackId}",
        Boot = record.BootEpoch,
        Seq = record.Sequence,
        Type = record.Kind switch
        {
            LabelRecordKind.EventStart => "start",
            LabelRecordKind.EventUpdate => "update",
            _ => "end",
        },
        Camera = names.Camera,
        Label = record.Label == LabelRecord.NoLabel ? null : names.Labels[record.Label],
        SubLabel = record.SubLabel == LabelRecord.NoLabel ? null : names.SubLabels[record.SubLabel],
        SubLabelScore = record.SubScore > 0 ? Score(record.SubScore) : null,
        Score = Score(record.Score),
        TopScore = Score(record.TopScore),
        Box = record.Flags.HasFlag(LabelRecordFlags.HasBox) ? Box(record.Box) : null,
        Stationary = record.Flags.HasFlag(LabelRecordFlags.Stationary) ? true : null,
        Zones = zones,
        StartedAt = PayloadTime.Format(startedAtMs),
        EndedAt = record.Kind == LabelRecordKind.EventEnd ? PayloadTime.Format(record.WallTimeMs) : null,
        Time = PayloadTime.Format(record.WallTimeMs),
        ClockSynced = record.Flags.HasFlag(LabelRecordFlags.ClockSynchronised),
        Model = names.Model.Length == 0 ? null : names.Model,
    };

    private static double Score(byte score) => Math.Round(score / 255.0, 3);

    private static double[] Box(NormalizedBox box) =>
        [.. ((ushort[])[box.Left, box.Top, box.Right, box.Bottom]).Select(edge => Math.Round(edge / 65535.0, 4))];

    private static string[] Zones(ushort bits, CameraNames names) =>
        [.. names.Zones.Where((_, i) => (bits & (1 << i)) != 0)];

    private static SortedDictionary<string, uint> Present(CameraView camera)
    {
        var present = new SortedDictionary<string, uint>(StringComparer.Ordinal);
        foreach (var (label, count) in camera.Counts)
        {
            if (count > 0)
                present.Add(label, count.Value);
        }

        return present;
    }

    private static MqttMessage Word(string topic, string word, RecordStamp stamp) =>
        Message(topic, Encoding.UTF8.GetBytes(word), retain: true, Text, stamp);

    private static MqttMessage Message<T>(string topic, JsonTypeInfo<T> type, RecordStamp stamp, bool retain, T payload) =>
        Message(topic, JsonSerializer.SerializeToUtf8Bytes(payload, type), retain, Json, stamp);

    private static MqttMessage Message(string topic, byte[] payload, bool retain, string contentType, RecordStamp stamp) =>
        new(topic, payload, retain) { ContentType = contentType, UserProperties = stamp.ToProperties() };

    private static string CountWord(uint? count) => count?.ToString(CultureInfo.InvariantCulture) ?? TopicValues.Unknown;

    private static string OccupiedWord(uint? count) =>
        count switch { null => TopicValues.Unknown, 0 => TopicValues.Off, _ => TopicValues.On };
}
