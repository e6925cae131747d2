using System.Collections.Immutable;
using System.Text.Json;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Drift;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Status;

/// <summary>
/// Says how the device does: once a minute, and soon after something changed that a person would want to know. Device values are
/// read here; those of cameras come out of the journal.
/// </summary>
internal sealed class StatusReporter(
    TopicNames topics, DeviceView view, Func<PublisherFacts> facts, DeviceSensors sensors, SystemClock clock, TimeProvider time) : ICompanion
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    // Changes come in bursts, when a camera comes up: they are told together.
    private static readonly TimeSpan ChangePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private const ulong MarkedBacklog = 1000;
    private readonly long _startedAt = time.GetTimestamp();
    private long? _toldAt;
    private long _lookedAt;
    private Fingerprint _told;
    private ImmutableHashSet<ulong> _installed = [];
    private volatile bool _isAskedFor;

    /// <summary>The versions of models that are installed, by the start of their digests.</summary>
    public Func<ImmutableHashSet<ulong>> Installed { get; init; } = () => [];

    /// <summary>Whether a camera's days are as they were.</summary>
    public Func<string, CameraDrift?> Drift { get; init; } = _ => null;

    /// <summary>Tells it at the next chance. Thread-safe.</summary>
    public void Ask() => _isAskedFor = true;

    /// <inheritdoc/>
    public void AddRetained(List<MqttMessage> output)
    {
        var knows = facts();
        _lookedAt = time.GetTimestamp();
        Tell(Now(knows), knows, output);
    }

    /// <summary>How the device does now. The publisher's thread.</summary>
    public StatusPayload Compose()
    {
        var knows = facts();
        return Compose(Now(knows), knows);
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain)
    {
        var since = _toldAt is { } told ? time.GetElapsedTime(told) : Period;
        var sinceLook = time.GetElapsedTime(_lookedAt);
        if (!_isAskedFor && _toldAt is not null && (since < ChangePause || (sinceLook < Look && view.StatusVersion == _told.View)))
            return since < ChangePause ? ChangePause - since : Look - sinceLook;
        var knows = facts();
        _lookedAt = time.GetTimestamp();
        var now = Now(knows);
        if (since >= Period || now != _told || _isAskedFor)
            Tell(now, knows, output);
        return Look;
    }

    /// <summary>Reads files, and while the publisher is behind a segment of the journal: not for every record.</summary>
    private Fingerprint Now(PublisherFacts knows) => new(
        view.StatusVersion, knows.IsHeld, knows.SetAside, clock.IsSynchronised, string.Join(',', sensors.ReadThrottling() ?? ["?"]), knows.Backlog >= MarkedBacklog);

    private void Tell(Fingerprint now, PublisherFacts knows, List<MqttMessage> output)
    {
        (_told, _toldAt, _isAskedFor) = (now, time.GetTimestamp(), false);
        output.Add(new MqttMessage(topics.Status, JsonSerializer.SerializeToUtf8Bytes(Compose(now, knows), PayloadJsonContext.Default.StatusPayload), Retain: true)
        {
            ContentType = "application/json",
            MayBeRefused = true,
            UserProperties =
            [
                new("boot", knows.BootEpoch.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                new("clock", now.ClockSynced ? "synchronised" : "unsynchronised"),
            ],
        });
    }

    private StatusPayload Compose(Fingerprint now, PublisherFacts knows) => new()
    {
        Device = topics.Device,
        Version = PublisherVersion.Text,
        Boot = knows.BootEpoch,
        Time = PayloadTime.Format(time.GetUtcNow().ToUnixTimeMilliseconds()),
        ClockSynced = now.ClockSynced,
        UptimeS = (long)time.GetElapsedTime(_startedAt).TotalSeconds,
        TemperatureC = sensors.ReadTemperature(),
        Throttling = sensors.ReadThrottling(),
        Journal = new JournalStatusPayload
        {
            Backlog = knows.Backlog,
            Acknowledged = knows.Status.Acknowledged.Sequence,
            Lost = knows.Lost,
            SetAside = now.SetAside,
            Held = now.Held,
        },
        Publishing = new PublishingStatusPayload
        {
            Published = knows.Status.Published,
            Superseded = knows.Status.Superseded,
            Refusals = knows.Status.Refusals,
            Parked = knows.Status.Parked,
            Silences = knows.Status.Silences,
            TakenOver = knows.Status.TakenOver,
        },
        Cameras = new SortedDictionary<string, CameraStatusPayload>(
            view.Cameras.ToDictionary(c => c.Key, c => Describe(c.Value)), StringComparer.Ordinal),
    };

    /// <summary>A version is told when it is one of those that are installed: no record makes this process say a number of its choice.</summary>
    private string? VersionOf(CameraView camera)
    {
        if (!camera.Models.TryGetValue(ModelChange.Own, out var own))
            return null;
        _installed = _installed.Contains(own.Version) ? _installed : Installed();
        return _installed.Contains(own.Version) ? own.Digits : null;
    }

    private CameraStatusPayload Describe(CameraView camera)
    {
        var status = new CameraStatusPayload
        {
            State = TopicValues.Word(camera.State),
            Health = TopicValues.Word(camera.Health),
            Model = camera.Model,
            ModelVersion = VersionOf(camera),
            ModelReturned = camera.Models.Values.Select(version => version.Note).FirstOrDefault(note => note != ModelNote.None) is not ModelNote.None and var why ? TopicValues.Word(why) : null,
            Privacy = camera.Settings is { } known ? TopicValues.Word(known.Values.Privacy) : null,
            PrivacyBy = camera.Settings is { } by ? TopicValues.Word(by.Values.PrivacyBy) : null,
            PausedBy = camera.Settings?.Values.Pause is { } pause ? TopicValues.Word(pause.By) : null,
        };
        if (Drift(camera.Name) is { Changes: { } changes } drift)
        {
            // Scores are told where events have them.
            var hasScores = camera.Settings?.Values.Privacy >= PrivacyLevel.Track;
            status = status with
            {
                Changed = [.. changes.Where(change => (change.Label is null || camera.Counts.ContainsKey(change.Label)) && (hasScores || change.Measure != CameraDrift.Scores))
                    .Select(change => $"{change.Label} {change.Measure}".TrimStart()).Take(CameraStatusPayload.MostChanges)],
                StabilityIndex = hasScores && drift.StabilityIndex is { } index ? Math.Round(index, 3) : null,
            };
        }

        if (camera.Metrics is not { } metrics)
            return status;
        var (values, stamp) = metrics;
        return status with
        {
            Fps = values.FramesPerSecond,
            RateShare = values.RateShare < 1 ? values.RateShare : null,
            RateLimitedBy = values.RateShare < 1 ? TopicValues.Word(values.LimitedBy) : null,
            LatencyP50Ms = Milliseconds(values.LatencyP50),
            LatencyP99Ms = Milliseconds(values.LatencyP99),
            FramesIn = values.FramesIn,
            FramesSkipped = values.FramesSkipped,
            FramesInferred = values.FramesInferred,
            FramesGated = values.FramesGated,
            MeasuredAt = stamp.Time,
        };
    }

    private static double? Milliseconds(TimeSpan? latency) => latency is { } value ? Math.Round(value.TotalMilliseconds, 1) : null;

    /// <summary>What makes a status worth telling before its time.</summary>
    private readonly record struct Fingerprint(long View, bool Held, long SetAside, bool ClockSynced, string Throttling, bool HasBacklog);
}
