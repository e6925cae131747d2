using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Payloads.Frigate;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Frigate;

/// <summary>
/// Publishes what the view says once more as Frigate would: events with before and after, counts, motion, whether each camera is
/// watched. Counts are retained, which Frigate's are not. There is no word for "unknown" there: the counts of a camera that is stopped
/// are 0, as Frigate's are; those of a blind one stay as they were, and <c>status/detect</c> says <c>offline</c>.
/// </summary>
internal sealed class FrigateMirror(FrigateConfig config, DeviceView view, ShownLabels labels, TimeProvider time) : ICompanion
{
    private const string AllLabels = "all";
    private static readonly TimeSpan EventLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan BetweenStats = TimeSpan.FromMinutes(1);
    private readonly FrigateObjects _objects = new(config);
    private readonly FrigateReviews _reviews = new();
    private readonly FrigateStats _stats = new(view, time);
    private long _statsAt = time.GetTimestamp();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _current = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void AddRetained(List<MqttMessage> output)
    {
        // What cannot be known now keeps its last value, and would be taken for a leftover if it were not sent again.
        Tell([]);
        output.Add(Word("available", TopicValues.Online));
        output.AddRange(_told.Select(told => Word(told.Key, told.Value)));
    }

    /// <inheritdoc/>
    public MqttMessage? LastWord(string topic)
    {
        if (!topic.StartsWith(config.Prefix + "/", StringComparison.Ordinal))
            return null;
        var below = topic[(config.Prefix.Length + 1)..];
        return TopicContract.Find(TopicContract.Frigate, below)?.LastWord is { } last ? Word(below, last) with { Retain = false } : null;
    }

    /// <inheritdoc/>
    public IEnumerable<MqttMessage> Farewell() => [Word("available", "stopped")];

    /// <inheritdoc/>
    public void OnRecord(in AppliedRecord applied, List<MqttMessage> output)
    {
        if (applied.Record.Kind is LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd)
            AddEvent(applied, output);
        if (applied.Record.Kind == LabelRecordKind.Boot)
            Forget();
        if (applied.Record.Kind != LabelRecordKind.Metrics)
            Tell(output);
    }

    /// <inheritdoc/>
    public void OnLoss(List<MqttMessage> output)
    {
        Forget();
        Tell(output);
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain)
    {
        var left = BetweenStats - time.GetElapsedTime(_statsAt);
        if (left > TimeSpan.Zero)
            return left;
        _statsAt = time.GetTimestamp();
        output.Add(Document("stats", JsonSerializer.SerializeToUtf8Bytes(_stats.Compose(), PayloadJsonContext.Default.FrigateStatsPayload), (uint)BetweenStats.TotalSeconds));
        return BetweenStats;
    }

    private void Forget()
    {
        _objects.Clear();
        _reviews.Clear();
    }

    private void AddEvent(in AppliedRecord applied, List<MqttMessage> output)
    {
        if (_objects.Follow(applied) is not { } step)
            return;
        var life = RecordStamp.Of(applied.Record).RemainingSeconds(EventLife, time);
        output.Add(Document("events", JsonSerializer.SerializeToUtf8Bytes(step, PayloadJsonContext.Default.FrigateEventPayload), life));
        if (UpdateOf(step) is { } update)
            output.Add(Document("tracked_object_update", JsonSerializer.SerializeToUtf8Bytes(update, PayloadJsonContext.Default.FrigateObjectUpdatePayload), life));
        if (_reviews.Follow(step) is { } review)
            output.Add(Document("reviews", JsonSerializer.SerializeToUtf8Bytes(review, PayloadJsonContext.Default.FrigateReviewPayload), life));
    }

    private static FrigateObjectUpdatePayload? UpdateOf(FrigateEventPayload step) =>
        step.After.SubLabel is { } sub && (step.Type == "new" || step.Before.SubLabel?.Name != sub.Name)
            ? new FrigateObjectUpdatePayload
            {
                Type = "classification",
                Id = step.After.Id,
                Camera = step.After.Camera,
                Timestamp = step.After.FrameTime,
                SubLabel = sub.Name,
                Score = sub.Score,
            }
            : null;

    private MqttMessage Document(string topic, byte[] json, uint lifeSeconds) => new($"{config.Prefix}/{topic}", json, Retain: false)
    {
        ContentType = "application/json",
        ExpirySeconds = lifeSeconds,
        MayBeRefused = true,
    };

    /// <summary>Adds every topic whose value differs from the last one told, and takes away those that are no more.</summary>
    private void Tell(List<MqttMessage> output)
    {
        _current.Clear();
        foreach (var camera in view.Cameras.Values)
        {
            var isOff = IsOff(camera);
            Tell($"{camera.Name}/status/detect", isOff ? "disabled" : camera.CanSee ? "online" : "offline", output);
            Tell($"{camera.Name}/detect/state", isOff ? TopicValues.Off : TopicValues.On, output);
            Tell($"{camera.Name}/motion", camera is { CanSee: true, RunningEvents: > 0 } ? TopicValues.On : TopicValues.Off, output);
            TellCounts(camera.Name, labels.Listed(camera.Name).Union(camera.Counts.Keys).Select(label => !isOff && camera.Counts.TryGetValue(label, out var count)
                ? new Seen(label, count, camera.Active(label))
                : new Seen(label, 0, 0)), output);
        }

        var zones = from camera in view.Cameras.Values
                    from pair in camera.ZoneLabels
                    group IsOff(camera) ? new Seen(pair.Label, 0, 0) : new Seen(pair.Label, camera.LastKnown(pair.Zone, pair.Label), camera.Active(pair.Zone, pair.Label)) by pair.Zone;
        foreach (var zone in zones)
            TellCounts(zone.Key, zone, output);
        foreach (var gone in _told.Keys.Where(topic => !_current.Contains(topic)).ToArray())
        {
            _told.Remove(gone);
            var topic = $"{config.Prefix}/{gone}";
            if (LastWord(topic) is { } last)
                output.Add(last);
            output.Add(LabelMessages.Clear(topic) with { MayBeRefused = true });
        }
    }

    /// <summary>Is a camera stopped on purpose?</summary>
    internal static bool IsOff(CameraView camera) => camera.State is CameraState.Stopped or CameraState.Private;

    /// <summary>Counts of each label, and of all, below a camera or a zone.</summary>
    private void TellCounts(string tree, IEnumerable<Seen> seen, List<MqttMessage> output)
    {
        var named = seen.Select(s => s with { Label = config.NameOf(s.Label) }).ToList();
        foreach (var label in named.Concat(named.Select(s => s with { Label = AllLabels })).GroupBy(s => s.Label))
        {
            TellCount($"{tree}/{label.Key}", Sum(label.Select(s => s.Count)), output);
            TellCount($"{tree}/{label.Key}/active", Sum(label.Select(s => s.Active)), output);
        }
    }

    private static uint? Sum(IEnumerable<uint?> counts) => counts.Aggregate((uint?)0, (sum, count) => sum + count);

    private void TellCount(string topic, uint? count, List<MqttMessage> output)
    {
        if (count is { } known)
            Tell(topic, known.ToString(CultureInfo.InvariantCulture), output);
        else
            _current.Add(topic);
    }

    private void Tell(string topic, string value, List<MqttMessage> output)
    {
        _current.Add(topic);
        if (_told.TryGetValue(topic, out var told) && told == value)
            return;
        _told[topic] = value;
        output.Add(Word(topic, value));
    }

    private MqttMessage Word(string topic, string word) =>
        new($"{config.Prefix}/{topic}", Encoding.UTF8.GetBytes(word), Retain: true) { ContentType = "text/plain", MayBeRefused = true };

    /// <summary>Objects of one label; null: not known.</summary>
    private readonly record struct Seen(string Label, uint? Count, uint? Active);
}
