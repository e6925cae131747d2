using System.Collections.Immutable;
using System.Text.Json;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads.HomeAssistant;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.HomeAssistant;

/// <summary>
/// Which entities a device has in Home Assistant, and where each finds its state. Ids join slugs, which are lower case, by words in
/// upper case, so that no two can meet.
/// </summary>
internal sealed class HubEntities(TopicNames topics, ShownLabels labels, IReadOnlySet<CommandCode> commands)
{
    /// <summary>What ids of the device's own entities begin with; no camera can be called so.</summary>
    public const string Device = "DEVICE";

    private const string BinarySensor = "binary_sensor";
    private const string Sensor = "sensor";
    private const string Diagnostic = "diagnostic";
    private const string Config = "config";

    // An empty result is ignored by Home Assistant, "None" is unknown.
    private const string UnlessUnknown = "{{ None if value == 'unknown' else value }}";
    private static readonly ImmutableArray<PrivacyLevel> Levels = [.. Enum.GetValues<PrivacyLevel>()];
    private static readonly ImmutableArray<string> HealthWords = [.. Enum.GetValues<CameraHealth>().Where(h => h != CameraHealth.Unknown).Select(TopicValues.Word)];

    /// <summary>The topic that tells whether the device is there.</summary>
    public HubAvailabilityPayload DeviceAvailability { get; } = new() { Topic = topics.Availability };

    /// <summary>The entities of the device itself, by their ids.</summary>
    public SortedDictionary<string, HubComponentPayload> OfDevice()
    {
        var all = new SortedDictionary<string, HubComponentPayload>(StringComparer.Ordinal);
        Add(all, Device, "temperature", "temperature", new HubComponentPayload
        {
            Platform = Sensor,
            StateTopic = topics.Status,
            ValueTemplate = "{{ value_json.temperature_c | default(None) }}",
            DeviceClass = "temperature",
            StateClass = "measurement",
            UnitOfMeasurement = "°C",
            EntityCategory = Diagnostic,
            EnabledByDefault = false,
        });
        Add(all, Device, "backlog", "backlog", new HubComponentPayload
        {
            Platform = Sensor,
            StateTopic = topics.Status,
            ValueTemplate = "{{ value_json.journal.backlog }}",
            StateClass = "measurement",
            UnitOfMeasurement = "records",
            EntityCategory = Diagnostic,
            EnabledByDefault = false,
            Icon = "mdi:tray-full",
        });
        Add(all, Device, "throttling", "throttling", new HubComponentPayload
        {
            Platform = BinarySensor,
            StateTopic = topics.Status,
            ValueTemplate = "{{ None if value_json.throttling is not defined else ('ON' if value_json.throttling | length > 0 else 'OFF') }}",
            DeviceClass = "problem",
            EntityCategory = Diagnostic,
        });
        if (commands.Contains(CommandCode.Status))
        {
            Add(all, Device, "status_now", "status now", new HubComponentPayload
            {
                Platform = "button",
                CommandTopic = topics.Command(CommandNames.Of(CommandCode.Status)),
                PayloadPress = "{}",
                EntityCategory = Diagnostic,
            });
        }

        return all;
    }

    /// <summary>Those of a camera.</summary>
    public SortedDictionary<string, HubComponentPayload> Of(CameraView camera)
    {
        var all = new SortedDictionary<string, HubComponentPayload>(StringComparer.Ordinal);
        AddLabels(all, camera);
        AddZones(all, camera);
        AddCamera(all, camera);
        AddCommands(all, camera);
        return all;
    }

    private void AddLabels(SortedDictionary<string, HubComponentPayload> all, CameraView camera)
    {
        foreach (var label in labels.Listed(camera.Name))
        {
            var title = labels.Titles.Of(camera.Name, label);
            Add(all, camera.Name, $"LABEL_{label}_occupied", label, SeenBy(camera.Name, new HubComponentPayload
            {
                Platform = BinarySensor,
                StateTopic = topics.Occupied(camera.Name, label),
                ValueTemplate = UnlessUnknown,
                DeviceClass = "occupancy",
            }), title);
            Add(all, camera.Name, $"LABEL_{label}_count", $"{label} count", SeenBy(camera.Name, new HubComponentPayload
            {
                Platform = Sensor,
                StateTopic = topics.Count(camera.Name, label),
                ValueTemplate = UnlessUnknown,
                StateClass = "measurement",
                Icon = "mdi:counter",
            }), $"{title} count");
        }
    }

    private void AddZones(SortedDictionary<string, HubComponentPayload> all, CameraView camera)
    {
        foreach (var label in labels.ListedInZones(camera.Name, camera.Zones.Length))
        {
            foreach (var zone in camera.Zones)
            {
                Add(all, camera.Name, $"ZONE_{zone}_LABEL_{label}_occupied", $"{zone} {label}", SeenBy(camera.Name, new HubComponentPayload
                {
                    Platform = BinarySensor,
                    StateTopic = topics.ZoneOccupied(camera.Name, zone, label),
                    ValueTemplate = UnlessUnknown,
                    DeviceClass = "occupancy",
                }), $"{zone} {labels.Titles.Of(camera.Name, label)}");
                Add(all, camera.Name, $"ZONE_{zone}_LABEL_{label}_count", $"{zone} {label} count", SeenBy(camera.Name, new HubComponentPayload
                {
                    Platform = Sensor,
                    StateTopic = topics.ZoneCount(camera.Name, zone, label),
                    ValueTemplate = UnlessUnknown,
                    StateClass = "measurement",
                    Icon = "mdi:counter",
                }), $"{zone} {labels.Titles.Of(camera.Name, label)} count");
            }
        }
    }

    private void AddCamera(SortedDictionary<string, HubComponentPayload> all, CameraView camera)
    {
        Add(all, camera.Name, "CAMERA_problem", "camera problem", new HubComponentPayload
        {
            Platform = BinarySensor,
            StateTopic = topics.Health(camera.Name),
            ValueTemplate = "{{ None if value == 'unknown' else ('OFF' if value == 'ok' else 'ON') }}",
            DeviceClass = "problem",
        });
        Add(all, camera.Name, "CAMERA_health", "camera health", new HubComponentPayload
        {
            Platform = Sensor,
            StateTopic = topics.Health(camera.Name),
            ValueTemplate = UnlessUnknown,
            DeviceClass = "enum",
            Options = [.. HealthWords],
            EntityCategory = Diagnostic,
        });
        Add(all, camera.Name, "CAMERA_changed", "changed", new HubComponentPayload
        {
            Platform = BinarySensor,
            StateTopic = topics.Status,
            ValueTemplate = $"{{% set changed = value_json.cameras['{camera.Name}'].changed | default(None) %}}{{{{ None if changed is none else ('ON' if changed | length > 0 else 'OFF') }}}}",
            DeviceClass = "problem",
            EntityCategory = Diagnostic,
        });
        Add(all, camera.Name, "CAMERA_events", "events", new HubComponentPayload
        {
            Platform = "event",
            StateTopic = topics.Events(camera.Name),
            EventTypes = ["start", "end"],
            ValueTemplate =
                "{% if value_json.type in ('start', 'end') %}{{ {'event_type': value_json.type, 'id': value_json.id, 'label': value_json.label | default(None), "
                + "'sub_label': value_json.sub_label | default(None), "
                + "'score': value_json.score, 'zones': value_json.zones} | tojson }}{% endif %}",
            Icon = "mdi:motion-sensor",
        });
        AddFigure(all, camera.Name, "fps", "fps", null, "fps");
        AddFigure(all, camera.Name, "latency", "latency_p50_ms", "duration", "ms");
        AddFigure(all, camera.Name, "latency_p99", "latency_p99_ms", "duration", "ms");
    }

    private void AddFigure(SortedDictionary<string, HubComponentPayload> all, string camera, string id, string field, string? deviceClass, string unit) =>
        Add(all, camera, $"CAMERA_{id}", id.Replace('_', ' '), new HubComponentPayload
        {
            Platform = Sensor,
            StateTopic = topics.Status,
            ValueTemplate = $"{{{{ value_json.cameras['{camera}'].{field} | default(None) }}}}",
            DeviceClass = deviceClass,
            StateClass = "measurement",
            UnitOfMeasurement = unit,
            SuggestedDisplayPrecision = 1,
            EntityCategory = Diagnostic,
            // They change every minute, and each change is a row in the hub's history.
            EnabledByDefault = false,
        });

    private void AddCommands(SortedDictionary<string, HubComponentPayload> all, CameraView view)
    {
        var (camera, settings) = (view.Name, view.Settings?.Values);
        var slug = JsonEncodedText.Encode(camera);
        if (commands.Contains(CommandCode.Pause) && commands.Contains(CommandCode.Resume))
        {
            Add(all, camera, "CAMERA_watching", "watching", new HubComponentPayload
            {
                Platform = "switch",
                StateTopic = topics.State(camera),
                ValueTemplate = "{{ 'OFF' if value_json.state in ('stopped', 'private') else 'ON' }}",
                StateOn = TopicValues.On,
                StateOff = TopicValues.Off,
                CommandTopic = topics.Command(CommandNames.Of(CommandCode.Pause)),
                PayloadOn = $$"""{"camera":"{{slug}}","paused":false}""",
                PayloadOff = $$"""{"camera":"{{slug}}","paused":true}""",
                EntityCategory = Config,
            });
        }

        if (commands.Contains(CommandCode.Threshold) && settings is not { Threshold: null })
        {
            Add(all, camera, "CAMERA_threshold", "score threshold", new HubComponentPayload
            {
                Platform = "number",
                StateTopic = topics.State(camera),
                ValueTemplate = "{{ value_json.threshold | default(None) }}",
                CommandTopic = topics.Command(CommandNames.Of(CommandCode.Threshold)),
                CommandTemplate = $"{{\"camera\":\"{slug}\",\"score\":{{{{ value }}}}}}",
                // Only what would be accepted; a hub wants a range, however small.
                Min = Math.Min(settings?.LeastThreshold ?? 0, 0.99),
                Max = 1,
                Step = 0.01,
                EntityCategory = Config,
            });
        }

        if (commands.Contains(CommandCode.Privacy))
        {
            Add(all, camera, "CAMERA_privacy", "privacy", new HubComponentPayload
            {
                Platform = "select",
                StateTopic = topics.State(camera),
                ValueTemplate = "{{ value_json.privacy | default(None) }}",
                CommandTopic = topics.Command(CommandNames.Of(CommandCode.Privacy)),
                CommandTemplate = $"{{\"camera\":\"{slug}\",\"level\":\"{{{{ value }}}}\"}}",
                // Only what would be accepted: from here it only gets stricter.
                Options = [.. Levels.Where(level => settings is not { } held || level <= held.Privacy).Select(CommandNames.Of)],
                EntityCategory = Config,
            });
        }

        if (commands.Contains(CommandCode.Dismiss))
        {
            Add(all, camera, "CAMERA_dismiss", "dismiss last event", new HubComponentPayload
            {
                Platform = "button",
                CommandTopic = topics.Command(CommandNames.Of(CommandCode.Dismiss)),
                PayloadPress = $$"""{"camera":"{{slug}}"}""",
            });
        }
    }

    /// <summary>An entity that means nothing while its camera is blind or stopped: then it is unavailable.</summary>
    private HubComponentPayload SeenBy(string camera, HubComponentPayload component) => component with
    {
        Availability =
        [
            DeviceAvailability,
            new HubAvailabilityPayload
            {
                Topic = topics.State(camera),
                ValueTemplate = "{{ 'offline' if value_json.labels is none else 'online' }}",
            },
        ],
        AvailabilityMode = "all",
    };

    /// <param name="all">Takes the entity.</param>
    /// <param name="owner">The camera, or the device itself.</param>
    /// <param name="id">Its id below that.</param>
    /// <param name="name">What its entity id is made of; automations hold on to that.</param>
    /// <param name="component">The entity.</param>
    /// <param name="title">What people see behind the name of its device; null: <paramref name="name"/>.</param>
    private void Add(SortedDictionary<string, HubComponentPayload> all, string owner, string id, string name, HubComponentPayload component, string? title = null) =>
        all.Add($"{owner}_{id}", component with
        {
            UniqueId = $"edgedaemon_{topics.Device}_{owner}_{id}",
            Name = title ?? name,
            DefaultEntityId = $"{component.Platform}.{EntityName($"{topics.Device}_{(owner == Device ? "" : owner + " ")}{name}")}",
        });

    private static string EntityName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
}
