using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Payloads.HomeAssistant;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.HomeAssistant;

/// <summary>
/// Makes the device appear in Home Assistant: one discovery message per session, again when the cameras change, and, with all
/// states, some random seconds after Home Assistant has started.
/// </summary>
internal sealed class HubDiscovery(
    HomeAssistantConfig config, TopicNames topics, HubEntities entities, KnownEntities known, DeviceView view, TimeProvider time) : ICompanion
{
    private readonly string _birthTopic = $"{config.Prefix}/status";
    private readonly string _topic = TopicContract.HomeAssistant[0].Fill(config.Prefix, $"edgedaemon_{topics.Device}");
    private readonly string? _machine = new DeviceSensors().ReadModel();
    private readonly Lock _lock = new();
    private long? _bornAt;
    private TimeSpan _delay;
    private long? _toldShape;

    /// <inheritdoc/>
    public IReadOnlyList<string> Filters => [_birthTopic];

    /// <inheritdoc/>
    public bool ComesFirst => true;

    /// <inheritdoc/>
    public void AddRetained(List<MqttMessage> output) => output.Add(Compose());

    /// <inheritdoc/>
    public bool OnReceived(MqttReceived message)
    {
        if (message.Topic != _birthTopic || !message.Payload.AsSpan().SequenceEqual("online"u8))
            return false;
        lock (_lock)
            (_bornAt, _delay) = (time.GetTimestamp(), config.BirthDelay * Random.Shared.NextDouble());
        return true;
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output, ref bool sendAllAgain)
    {
        if (!IsBirthDue(out var left))
        {
            // With all states behind it: one that was no option before would have been dropped.
            sendAllAgain |= _toldShape != view.ShapeVersion;
            return left;
        }

        // Home Assistant has what the broker kept for it; this is for a broker that keeps nothing, and for states that it took
        // before it knew the entities.
        sendAllAgain = true;
        return TimeSpan.MaxValue;
    }

    private bool IsBirthDue(out TimeSpan left)
    {
        lock (_lock)
        {
            left = TimeSpan.MaxValue;
            if (_bornAt is not { } born)
                return false;
            left = _delay - time.GetElapsedTime(born);
            if (left > TimeSpan.Zero)
                return false;
            _bornAt = null;
            return true;
        }
    }

    private MqttMessage Compose()
    {
        var components = entities.Of(view.Cameras.Values);
        known.Complete(components);
        var payload = new HubDiscoveryPayload
        {
            Device = new HubDevicePayload
            {
                Identifiers = [$"edgedaemon_{topics.Device}"],
                Name = topics.Device,
                Manufacturer = "EdgeDaemon",
                Model = "EdgeDaemon",
                SwVersion = PublisherVersion.Text,
                HwVersion = _machine,
            },
            Origin = new HubOriginPayload { Name = "EdgeDaemon", SwVersion = PublisherVersion.Text },
            Availability = [entities.DeviceAvailability],
            AvailabilityMode = "all",
            Qos = 1,
            Components = components,
        };
        _toldShape = view.ShapeVersion;
        return new MqttMessage(_topic, JsonSerializer.SerializeToUtf8Bytes(payload, PayloadJsonContext.Default.HubDiscoveryPayload), Retain: true)
        {
            ContentType = "application/json",
            MayBeRefused = true,
        };
    }
}
