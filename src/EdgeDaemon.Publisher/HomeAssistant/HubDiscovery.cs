using System.Text;
using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Payloads.HomeAssistant;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.HomeAssistant;

/// <summary>
/// Makes the device appear in Home Assistant, and each camera as a device behind it: one discovery message for each per session, again when
/// the cameras change, and, with all states, some random seconds after Home Assistant has started.
/// </summary>
internal sealed class HubDiscovery(
    HomeAssistantConfig config, IReadOnlyDictionary<string, CameraConfig> cameras, TopicNames topics, HubEntities entities, KnownEntities known, DeviceView view,
    TimeProvider time) : ICompanion
{
    private const string Maker = "EdgeDaemon";
    private readonly string _birthTopic = $"{config.Prefix}/status";
    private readonly string _id = $"edgedaemon_{topics.Device}";
    private readonly string? _machine = new DeviceSensors().ReadModel();
    private readonly Lock _lock = new();
    private long? _bornAt;
    private TimeSpan _delay;
    private readonly SortedSet<string> _told = new(StringComparer.Ordinal);
    private long? _toldShape;

    /// <inheritdoc/>
    public IReadOnlyList<string> Filters => [_birthTopic];

    /// <inheritdoc/>
    public bool ComesFirst => true;

    /// <inheritdoc/>
    public void AddRetained(List<MqttMessage> output)
    {
        _toldShape = view.ShapeVersion;
        known.Keep([.. view.Cameras.Keys]);
        // A hub keeps what it knows of an entity (its name, its history) when it is told that another message will have it from now on.
        if (known.TakeOutUnowned())
            output.Add(new MqttMessage(Topic(), Encoding.UTF8.GetBytes(TopicContract.HomeAssistant[0].LastWord!), Retain: false) { ContentType = "application/json", MayBeRefused = true });
        output.Add(Message(Topic(), HubEntities.Device, entities.OfDevice(), new HubDevicePayload
        {
            Identifiers = [_id],
            Name = topics.Device,
            Manufacturer = Maker,
            Model = Maker,
            SwVersion = PublisherVersion.Text,
            HwVersion = _machine,
        }));
        foreach (var gone in _told.Except(view.Cameras.Keys).ToArray())
        {
            output.Add(LabelMessages.Clear(Topic(gone)) with { MayBeRefused = true });
            _told.Remove(gone);
        }

        foreach (var camera in view.Cameras.Values)
        {
            _told.Add(camera.Name);
            var titled = cameras.GetValueOrDefault(camera.Name);
            output.Add(Message(Topic(camera.Name), camera.Name, entities.Of(camera), new HubDevicePayload
            {
                // Upper case, as in the ids of entities: no device and camera can meet another device.
                Identifiers = [$"{_id}_CAMERA_{camera.Name}"],
                Name = titled?.Title ?? $"{topics.Device} {camera.Name}",
                Manufacturer = Maker,
                Model = "Camera",
                SwVersion = PublisherVersion.Text,
                ViaDevice = _id,
                SuggestedArea = titled?.SuggestedArea,
            }));
        }
    }

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

    private string Topic() => TopicContract.HomeAssistant[0].Fill(config.Prefix, _id);

    private string Topic(string camera) => TopicContract.HomeAssistant[1].Fill(config.Prefix, _id, camera);

    private MqttMessage Message(string topic, string owner, SortedDictionary<string, HubComponentPayload> components, HubDevicePayload device)
    {
        known.Complete(owner, components);
        var payload = new HubDiscoveryPayload
        {
            Device = device,
            Origin = new HubOriginPayload { Name = Maker, SwVersion = PublisherVersion.Text },
            Availability = [entities.DeviceAvailability],
            AvailabilityMode = "all",
            Qos = 1,
            Components = components,
        };
        return new MqttMessage(topic, JsonSerializer.SerializeToUtf8Bytes(payload, PayloadJsonContext.Default.HubDiscoveryPayload), Retain: true)
        {
            ContentType = "application/json",
            MayBeRefused = true,
        };
    }
}
