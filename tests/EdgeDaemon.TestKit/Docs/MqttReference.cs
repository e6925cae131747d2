using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.TestKit.Schemas;

namespace EdgeDaemon.TestKit.Docs;

/// <summary>Writes the reference of all topics and payloads as Markdown: <c>docs/mqtt.md</c>.</summary>
public static class MqttReference
{
    private const string Introduction = """
        # MQTT reference

        This page, and the schemas in [schemas](schemas), are made from `TopicContract` and the payload records: change those, not this.

        - Every topic of a device lies below `PREFIX/DEVICE`: `mqtt.prefix` (default `edgedaemon`) and `device.id`. Names in braces are slugs:
          1 to 64 of `a-z`, `0-9`, `_` and `-`.
        - QoS 1, MQTT 5 with a fallback to 3.1.1. Payloads are UTF-8; JSON is snake_case, and what is not known is absent, not null, unless its schema
          says otherwise.
        - **No picture is ever published**, nor anything that is not in these schemas.
        - Delivery is at least once: deduplicate events on `boot` and `seq`, which say which record of the device's journal a message is made of.
        - In MQTT 5 the user properties `boot`, `seq` and `clock` (`synchronised` or `unsynchronised`) travel with every message that is made of a record, and
          the content type with all. Events expire after seven days at the broker, counted from when they happened.
        - Where a camera is blind or stopped, counts and occupancy are `unknown`, not 0, and `labels` in its state is null.
        - Retained topics of a camera, zone or label that the configuration no longer has are cleared.

        """;

    private const string Broker = """

        ## What it expects of a broker

        | the broker | what happens |
        |---|---|
        | refuses a message (rights, quota, load, whatever reason), or takes packets smaller than one | the labels are held, in order, and tried again at growing pauses; the log names topic and reason. Only `status`, replies and other programs' topics are left out. A record that no broker could ever take (its own names do not cover it) is set aside: counted in `status`, listed by `edgedaemon audit`. |
        | does QoS 0 only | nothing is published, the labels are kept, and log and service status say so |
        | keeps no messages (Retain Available 0) | everything is published without the retain flag, with one line in the log |
        | takes no wildcards in subscriptions | commands and Home Assistant's birth message may not be heard; the log says so |
        | states a receive maximum, a packet size, a shorter keep-alive | they are obeyed |
        | stops answering, with its connection still open | it is left within twice the keep-alive, while publishing and while not; what it had not acknowledged is sent again, under the same `boot` and `seq` |
        | sends a packet over 64 KiB | the connection ends before it is read; MQTT 5 brokers are told the limit in CONNECT |
        | closes the connection on MQTT 5 | 3.1.1 is tried in turn |
        | lets another client in under the same identifier | the log names the identifier, and `status` counts it (`taken_over`): give each device its own `device.id` or `mqtt.client_id` |

        The least rights, as mosquitto's `acl_file` has them, for the user `porch` and the device `porch-pi`; `edgedaemon doctor` writes to each of the trees and
        names the line that is missing:

        | line below `user porch` | needed |
        |---|---|
        | `topic write edgedaemon/porch-pi/#` | always |
        | `topic read edgedaemon/porch-pi/cmd/#` | for commands |
        | `topic write homeassistant/device/edgedaemon_porch-pi/#`, `topic read homeassistant/status` | with `mqtt.home_assistant` |
        | `topic write frigate/#` | with `mqtt.frigate`; and `topic read frigate/+/detect/set` for its switch |
        | `topic read edgedaemon/porch-pi/#` | for `edgedaemon watch`, and for the way back in `doctor` |

        A message that only another program would read, and that the broker refuses, is left out: `publishing.parked` in the status counts them. On a 3.1.1 connection
        a broker cannot refuse one, so that what its rules drop is dropped unseen.

        TLS 1.2 is the oldest that is spoken. A file of `mqtt.tls` that cannot be used means no connection, never one in clear. An unknown authority, a certificate for
        another name, an expired one and a client certificate that is wanted or not accepted are each told as such; `edgedaemon doctor` shows the same.

        """;

    private const string Commands = """

        ## Commands

        Off, unless the configuration lists them (`commands.allow`). A command is a JSON object of at most 512 bytes on `cmd/NAME`; unknown, repeated or null
        fields, other types and values out of range make it `malformed`. What is published to be retained is ignored. `commands.per_minute` (default 30) are
        obeyed, a third of them (10) at once; what comes more often has no effect and is answered `too_frequent`, up to ten times as many. The log names each cause.

        A reply is published when an MQTT 5 response topic is given, and only below the device's own `reply/`: a command whose response topic lies anywhere else is
        ignored altogether. Correlation data comes back, up to 128 bytes. On a 3.1.1 connection there are no replies.

        `pause`, `resume`, `threshold`, `privacy`, `dismiss`, `undismiss`, `teach` and `forget` are obeyed by the vision process, which states each in the journal; `boot` and `seq` of
        the reply name that record. The same commands can be given on the device with `edgedaemon command`. What was decided there commands from afar only make
        stricter, otherwise they are `not_stricter`: [who may loosen what](security.md). What holds, and who decided it, is in each camera's `state`.

        """;

    private const string Hub = """

        ## Home Assistant

        With `mqtt.home_assistant: {}` the device, and each of its cameras as a device behind it, appear by MQTT device discovery, below Home Assistant's own prefix:

        """;

    private const string HubEntities = """

        | entity | what |
        |---|---|
        | `binary_sensor` per camera and label | occupancy; unavailable while the camera is blind or stopped |
        | `sensor` per camera and label | how many |
        | `binary_sensor`, `sensor` per camera, zone and label | occupancy of the zone; how many |
        | `binary_sensor`, `sensor` per camera | camera problem; what kind |
        | `binary_sensor` per camera | changed: a day was [not like the others](events.md#a-day-like-the-others) |
        | `event` per camera | `start` and `end`, with label, score, zones and id |
        | `sensor` per camera | frames per second, median and 99th percentile of the latency; off until somebody turns them on, as they change every minute |
        | `sensor`, `binary_sensor` | temperature and journal backlog, off at first, too; throttling |
        | `switch`, `number`, `select`, `button` per camera | watching, score threshold, privacy, dismiss last event: each where its command is allowed. They show what holds, and offer only what would be accepted |

        An entity is there when all its availability topics say so: the device's, and for what a camera sees that camera's state. Entities that the configuration
        no longer has are removed, and so is a camera. When Home Assistant has started (`status` below its prefix says `online`), everything is sent again after a random part of
        `mqtt.home_assistant.birth_delay`. Step by step, with the versions that are needed: [home-assistant.md](home-assistant.md).

        """;

    private const string Frigate = """

        ## Frigate

        With `mqtt.frigate: {}` what the cameras see is published once more as Frigate does, so that automations written for it keep working. Never a snapshot:
        `has_snapshot` and `has_clip` are false. Counts are retained, which Frigate's are not. `mqtt.frigate.labels` gives labels the names that such automations
        wait for, as in `{vehicle: car}`.

        What cannot work: whatever asks Frigate's HTTP API or wants a picture. Its Home Assistant integration needs that API; notifications with a thumbnail,
        double-take, face and plate recognition and clips need pictures, which never leave the device. `reviews` have no picture,
        `tracked_object_update` tells sub-labels only, and `stats` no processes and disks.

        """;

    private const string NodeRed = """

        ## Node-RED

        [examples/node-red.json](examples/node-red.json) is a flow to import: it shows starts and ends of events, tells when a camera has a problem, and
        has a button that pauses a camera.
        """;

    /// <summary>The page, ended by a line feed.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder(Introduction);
        page.Append("\n## Topics\n\n");
        AppendTopics(page, TopicContract.All);
        foreach (var name in TopicContract.All.Select(t => t.Payload).OfType<string>().Distinct())
            AppendPayload(page, name);
        page.Append(Broker);
        page.Append(Commands);
        foreach (var (code, type) in PayloadSchemas.Commands)
        {
            var name = CommandNames.Of(code);
            page.Append(CultureInfo.InvariantCulture, $"\n### `cmd/{name}`\n\n{PayloadSchemas.Describe(type)} ([schema](schemas/command-{name}.schema.json))\n\n");
            AppendFields(page, PayloadSchemas.All[$"command-{name}"]);
            page.Append(CultureInfo.InvariantCulture, $"\n`{PayloadExamples.Commands[code]}`\n");
        }

        page.Append(Hub).Append('\n');
        AppendTopics(page, TopicContract.HomeAssistant);
        page.Append(HubEntities);
        page.Append(Frigate).Append('\n');
        AppendTopics(page, TopicContract.Frigate);
        foreach (var payload in (string[])["frigate-event", "frigate-review", "frigate-object-update", "frigate-stats"])
            AppendPayload(page, payload);
        return page.Append(NodeRed).Append('\n').ToString();
    }

    private static void AppendTopics(StringBuilder page, IEnumerable<TopicInfo> topics)
    {
        page.Append("| topic | payload | retained | what it says |\n|---|---|---|---|\n");
        foreach (var topic in topics)
        {
            var payload = topic.Payload is { } name ? $"JSON: [{name}](schemas/{name}.schema.json)" : topic.Words;
            page.Append(CultureInfo.InvariantCulture, $"| `{topic.Pattern}` | {payload} | {(topic.IsRetained ? "yes" : "no")} | {topic.Description} |\n");
        }
    }

    private static void AppendPayload(StringBuilder page, string name)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n### {name}\n\n{PayloadSchemas.Describe(PayloadSchemas.Published[name])}\n\n");
        AppendFields(page, PayloadSchemas.All[name]);
        if (PayloadExamples.Published.TryGetValue(name, out var example))
            page.Append(CultureInfo.InvariantCulture, $"\n```json\n{PayloadExamples.Pretty(example)}\n```\n");
    }

    private static void AppendFields(StringBuilder page, JsonNode schema)
    {
        if (schema["properties"] is not JsonObject { Count: > 0 } properties)
        {
            page.Append("No fields.\n");
            return;
        }

        var required = schema["required"]?.AsArray().Select(n => (string)n!).ToHashSet() ?? [];
        page.Append("| field | type | always | what it says |\n|---|---|---|---|\n");
        foreach (var (field, rule) in properties)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| `{field}` | {TypeOf(rule!)} | {(required.Contains(field) ? "yes" : "no")} | {((string)rule!["description"]!).Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }

    private static string TypeOf(JsonNode rule)
    {
        var type = rule["type"] is JsonArray several ? string.Join(" or ", several.Select(t => (string)t!)) : (string?)rule["type"] ?? "string";
        return (type, rule["items"]) is ("array", { } items) ? $"array of {TypeOf(items)}" : type;
    }
}
