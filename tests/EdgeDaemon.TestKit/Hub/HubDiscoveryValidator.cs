using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EdgeDaemon.TestKit.Hub;

/// <summary>
/// What Home Assistant asks of a device discovery message, written from its published rules (integration "MQTT": discovery payload,
/// and the options of each platform): which keys are required and known, and what may stand in them.
/// </summary>
public static partial class HubDiscoveryValidator
{
    private static readonly string[] RootKeys =
    [
        "device", "origin", "components", "availability", "availability_topic", "availability_mode",
        "availability_template", "payload_available", "payload_not_available", "state_topic", "command_topic", "qos", "encoding",
    ];

    private static readonly string[] DeviceKeys =
    [
        "identifiers", "connections", "name", "manufacturer", "model", "model_id", "hw_version", "sw_version", "serial_number", "via_device",
        "suggested_area", "configuration_url",
    ];

    private static readonly string[] CommonKeys =
    [
        "platform", "unique_id", "name", "default_entity_id", "availability", "availability_mode", "entity_category", "enabled_by_default", "icon",
        "json_attributes_topic", "json_attributes_template", "qos", "encoding", "entity_picture",
    ];

    private static readonly Dictionary<string, (string[] Required, string[] Known)> Platforms = new()
    {
        ["binary_sensor"] = (["state_topic"], ["value_template", "payload_on", "payload_off", "device_class", "off_delay", "expire_after", "force_update"]),
        ["sensor"] = (["state_topic"], ["value_template", "unit_of_measurement", "device_class", "state_class", "expire_after", "suggested_display_precision", "options", "force_update", "last_reset_value_template"]),
        ["event"] = (["state_topic", "event_types"], ["value_template", "device_class"]),
        ["button"] = (["command_topic"], ["payload_press", "command_template", "device_class", "retain"]),
        ["number"] = (["command_topic"], ["command_template", "state_topic", "value_template", "min", "max", "step", "mode", "device_class", "unit_of_measurement", "optimistic", "payload_reset", "retain"]),
        ["select"] = (["command_topic", "options"], ["command_template", "state_topic", "value_template", "optimistic", "retain"]),
        ["switch"] = (["command_topic"], ["state_topic", "value_template", "payload_on", "payload_off", "state_on", "state_off", "device_class", "optimistic", "retain", "command_template"]),
    };

    private static readonly Dictionary<string, string[]> DeviceClasses = new()
    {
        ["binary_sensor"] = ["occupancy", "motion", "problem", "connectivity", "running", "presence"],
        ["sensor"] = ["temperature", "duration", "timestamp", "enum", "data_size"],
        ["event"] = ["motion", "button", "doorbell"],
    };

    // Of the device classes above; the classes that are not here have no unit.
    private static readonly Dictionary<string, string?[]> Units = new()
    {
        ["temperature"] = ["°C", "°F", "K"],
        ["duration"] = ["d", "h", "min", "s", "ms", "µs"],
        ["data_size"] = ["bit", "kbit", "Mbit", "Gbit", "B", "kB", "MB", "GB", "KiB", "MiB", "GiB"],
        ["timestamp"] = [null],
        ["enum"] = [null],
    };

    /// <summary>Everything that Home Assistant would refuse, or not do as meant.</summary>
    public static IReadOnlyList<string> Faults(JsonNode message)
    {
        var faults = new List<string>();
        var root = HubAbbreviations.Expand(message.AsObject());
        faults.AddRange(root.Select(p => p.Key).Except(RootKeys).Select(key => $"unknown key '{key}'"));
        CheckDevice(root["device"], faults);
        if (root["origin"]?["name"] is not JsonValue)
            faults.Add("origin has no name");
        CheckAvailability(root, "device", faults);
        if (root["components"] is not JsonObject { Count: > 0 } components)
        {
            faults.Add("no components");
            return faults;
        }

        foreach (var (id, component) in components)
            CheckComponent(id, component!.AsObject(), faults);
        CheckUnique(components, "unique_id", faults);
        CheckUnique(components, "default_entity_id", faults);
        return faults;
    }

    private static void CheckDevice(JsonNode? device, List<string> faults)
    {
        if (device is not JsonObject keys)
        {
            faults.Add("no device");
            return;
        }

        faults.AddRange(keys.Select(p => p.Key).Except(DeviceKeys).Select(key => $"device: unknown key '{key}'"));
        if (keys["identifiers"] is not JsonArray { Count: > 0 } && keys["connections"] is not JsonArray { Count: > 0 })
            faults.Add("device: neither identifiers nor connections");
    }

    private static void CheckComponent(string id, JsonObject component, List<string> faults)
    {
        if (!Id().IsMatch(id))
            faults.Add($"'{id}' is not an id");
        var platform = (string?)component["platform"];
        if (platform is null || !Platforms.TryGetValue(platform, out var rules))
        {
            faults.Add($"{id}: platform '{platform}'");
            return;
        }

        // With nothing but its platform a component is removed.
        if (component.Count == 1)
            return;
        faults.AddRange(rules.Required.Append("unique_id").Where(key => !component.ContainsKey(key)).Select(key => $"{id}: '{key}' is missing"));
        faults.AddRange(component.Select(p => p.Key).Except(CommonKeys).Except(rules.Required).Except(rules.Known).Select(key => $"{id}: '{key}' is not known to {platform}"));
        if ((string?)component["default_entity_id"] is { } entity && !entity.StartsWith(platform + ".", StringComparison.Ordinal))
            faults.Add($"{id}: entity '{entity}' is not of platform {platform}");
        if ((string?)component["device_class"] is { } kind && !DeviceClasses.GetValueOrDefault(platform, []).Contains(kind))
            faults.Add($"{id}: device class '{kind}' of {platform}");
        if ((string?)component["device_class"] == "enum" && component["options"] is not JsonArray { Count: > 0 })
            faults.Add($"{id}: an enum without options");
        if (Units.TryGetValue((string?)component["device_class"] ?? "", out var units) && !units.Contains((string?)component["unit_of_measurement"]))
            faults.Add($"{id}: unit '{component["unit_of_measurement"]}' of {component["device_class"]}");
        if ((string?)component["state_class"] is { } state && state is not ("measurement" or "total" or "total_increasing" or "measurement_angle"))
            faults.Add($"{id}: state class '{state}'");
        if (platform == "event" && component["event_types"] is not JsonArray { Count: > 0 })
            faults.Add($"{id}: an event without types");
        if (platform == "number" && (double?)component["min"] >= (double?)component["max"])
            faults.Add($"{id}: no number between {component["min"]} and {component["max"]}");
        if (component.ContainsKey("state_class") && (string?)component["device_class"] == "enum")
            faults.Add($"{id}: an enum has no state class");
        if ((string?)component["entity_category"] is { } category && (category is not ("config" or "diagnostic") || (category == "config" && platform is "sensor" or "binary_sensor")))
            faults.Add($"{id}: entity category '{category}'");
        foreach (var key in new[] { "state_topic", "command_topic" })
        {
            if ((string?)component[key] is { } topic && !IsTopic(topic))
                faults.Add($"{id}: '{topic}' is not a topic to use as {key}");
        }

        foreach (var (key, template) in component.Where(p => p.Key.EndsWith("_template", StringComparison.Ordinal)))
            CheckTemplate($"{id}.{key}", (string)template!, faults);
        if (component.ContainsKey("availability"))
            CheckAvailability(component, id, faults);
    }

    private static void CheckAvailability(JsonObject owner, string id, List<string> faults)
    {
        if (owner.ContainsKey("availability") && owner.ContainsKey("availability_topic"))
            faults.Add($"{id}: availability and availability_topic exclude each other");
        if (owner["availability"] is not JsonArray { Count: > 0 } topics)
        {
            faults.Add($"{id}: no availability");
            return;
        }

        // The default, "latest", makes an entity available as soon as any of several topics says so.
        if (topics.Count > 1 && (string?)owner["availability_mode"] != "all")
            faults.Add($"{id}: several availability topics whose mode is not 'all'");
        foreach (var topic in topics)
        {
            if ((string?)topic!["topic"] is not { } name || !IsTopic(name))
                faults.Add($"{id}: availability without a topic");
            if ((string?)topic["value_template"] is { } template)
                CheckTemplate($"{id}.availability", template, faults);
        }
    }

    private static void CheckTemplate(string where, string template, List<string> faults)
    {
        if (Count("{{") != Count("}}") || Count("{%") != Count("%}") || Count("{{") + Count("{%") == 0)
            faults.Add($"{where}: '{template}' is not a whole template");

        int Count(string mark) => template.Split(mark).Length - 1;
    }

    private static void CheckUnique(JsonObject components, string key, List<string> faults) =>
        faults.AddRange(components.Select(c => (string?)c.Value![key]).OfType<string>().GroupBy(v => v).Where(g => g.Count() > 1).Select(g => $"{key} '{g.Key}' twice"));

    private static bool IsTopic(string topic) => topic.Length is > 0 and <= 65535 && topic.IndexOfAny(['+', '#', '\0']) < 0;

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Id();
}
