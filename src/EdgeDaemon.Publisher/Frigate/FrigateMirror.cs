using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Frigate;

/// <summary>
/// Publishes what the view says once more as Frigate would: events with before and after, counts, motion, whether each camera is
/// watched. Counts are retained, which Frigate's are not. There is no word for "unknown" there: the counts of a blind camera stay as
/// they were, and <c>status/detect</c> says <c>offline</c>.
/// </summary>
internal sealed class FrigateMirror(FrigateConfig config, DeviceView view, ShownLabels labels, TimeProvider time) : ICompanion
{
    private const string AllLabels = "all";
    private static readonly TimeSpan EventLife = TimeSpan.FromDays(7);
    private readonly FrigateObjects _objects = new(config);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void AddRetained(List<MqttMessage> output)
    {
        _told.Clear();
        output.Add(Word($"{config.Prefix}/available", TopicValues.Online));
        Tell(output);
    }

    /// <inheritdoc/>
    public IEnumerable<MqttMessage> Farewell() => [Word($"{config.Prefix}/available", "stopped")];

    /// <inheritdoc/>
    public void OnRecord(in AppliedRecord applied, List<MqttMessage> output)
    {
        if (applied.Record.Kind is LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd)
            AddEvent(applied, output);
        if (applied.Record.Kind == LabelRecordKind.Boot)
            _objects.Clear();
        if (applied.Record.Kind != LabelRecordKind.Metrics)
            Tell(output);
    }

    /// <inheritdoc/>
    public void OnLoss(List<MqttMessage> output)
    {
        _objects.Clear();
        Tell(output);
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain) => TimeSpan.MaxValue;

    private void AddEvent(in AppliedRecord applied, List<MqttMessage> output)
    {
        if (_objects.Follow(applied) is not { } payload)
            return;
        output.Add(new MqttMessage(
            $"{config.Prefix}/events", JsonSerializer.SerializeToUtf8Bytes(payload, PayloadJsonContext.Default.FrigateEventPayload), Retain: false)
        {
            ContentType = "application/json",
            ExpirySeconds = RecordStamp.Of(applied.Record).RemainingSeconds(EventLife, time),
            MayBeRefused = true,
        });
    }

    /// <summary>Adds every topic whose value differs from the last one told.</summary>
    private void Tell(List<MqttMessage> output)
    {
        foreach (var camera in view.Cameras.Values)
        {
            Tell($"{camera.Name}/status/detect", camera.State is CameraState.Stopped or CameraState.Private ? "disabled" : camera.CanSee ? "online" : "offline", output);
            Tell($"{camera.Name}/motion", camera is { CanSee: true, RunningEvents: > 0 } ? TopicValues.On : TopicValues.Off, output);
            var (sum, active, isKnown) = (0u, 0u, true);
            foreach (var label in labels.Listed(camera.Name).Union(camera.Counts.Keys))
            {
                var (count, moving) = camera.Counts.ContainsKey(label) ? (camera.Known(label), camera.Active(label)) : (0, 0);
                TellCounts($"{camera.Name}/{label}", count, moving, output);
                (sum, active, isKnown) = (sum + (count ?? 0), active + (moving ?? 0), isKnown && count is not null);
            }

            TellCounts($"{camera.Name}/{AllLabels}", isKnown ? sum : null, isKnown ? active : null, output);
        }

        var zones = from camera in view.Cameras.Values
                    from pair in camera.ZoneLabels
                    group (Count: camera.Known(pair.Zone, pair.Label), Active: camera.Active(pair.Zone, pair.Label)) by $"{pair.Zone}/{pair.Label}";
        foreach (var zone in zones)
            TellCounts(zone.Key, Sum(zone.Select(z => z.Count)), Sum(zone.Select(z => z.Active)), output);
    }

    private static uint? Sum(IEnumerable<uint?> counts) => counts.Aggregate((uint?)0, (sum, count) => sum + count);

    private void TellCounts(string topic, uint? count, uint? active, List<MqttMessage> output)
    {
        TellCount(topic, count, output);
        TellCount($"{topic}/active", active, output);
    }

    private void TellCount(string topic, uint? count, List<MqttMessage> output)
    {
        if (count is { } known)
            Tell(topic, known.ToString(CultureInfo.InvariantCulture), output);
    }

    private void Tell(string topic, string value, List<MqttMessage> output)
    {
        if (_told.TryGetValue(topic, out var told) && told == value)
            return;
        _told[topic] = value;
        output.Add(Word($"{config.Prefix}/{topic}", value));
    }

    private static MqttMessage Word(string topic, string word) =>
        new(topic, Encoding.UTF8.GetBytes(word), Retain: true) { ContentType = "text/plain", MayBeRefused = true };
}
