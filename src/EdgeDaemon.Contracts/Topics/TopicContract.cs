using System.Collections.Immutable;

namespace EdgeDaemon.Contracts.Topics;

/// <summary>
/// Every topic of a device, once. The publisher's topics, the reference (<c>docs/mqtt.md</c>) and the test that looks at each message
/// that is published are all made from it.
/// </summary>
public static class TopicContract
{
    private const string CountWords = "a whole number, or `unknown`";
    private const string OccupiedWords = "`ON`, `OFF` or `unknown`";

    /// <summary>Whether the publisher is connected.</summary>
    public static TopicInfo Availability { get; } = new(
        "availability", null, "`online`, `offline`", IsRetained: true,
        "Whether the device's network side is connected. `offline` is also the last will. The user property `boot` tells the late will of an old session from a new one's birth.");

    /// <summary>How the device does.</summary>
    public static TopicInfo Status { get; } = new(
        "status", "status", null, IsRetained: true,
        "How the device and its cameras do: every 60 s, and when a state, a health, throttling, the clock or the journal's backlog changes markedly.");

    /// <summary>Which records were lost.</summary>
    public static TopicInfo Gap { get; } = new(
        "gap", "gap", null, IsRetained: false,
        "Which records were lost, when the device was cut off for longer than its journal reaches.");

    /// <summary>What a camera does and sees.</summary>
    public static TopicInfo State { get; } = new(
        "{camera}/state", "state", null, IsRetained: true, "What a camera is doing and sees, in one document.");

    /// <summary>What a camera can see.</summary>
    public static TopicInfo Health { get; } = new(
        "{camera}/health", null, "`ok`, `dark`, `overexposed`, `blurred`, `covered`, `frozen`, `moved`, `offline` or `unknown`", IsRetained: true,
        "What a camera can see.");

    /// <summary>Objects of a label.</summary>
    public static TopicInfo Count { get; } = new(
        "{camera}/label/{label}", null, CountWords, IsRetained: true,
        "How many objects of a label there are. `unknown` while the camera is blind or stopped: then 0 would be a lie.");

    /// <summary>Any object of a label?</summary>
    public static TopicInfo Occupied { get; } = new(
        "{camera}/label/{label}/occupied", null, OccupiedWords, IsRetained: true, "Is any object of a label there?");

    /// <summary>Objects of a label in a zone.</summary>
    public static TopicInfo ZoneCount { get; } = new(
        "{camera}/zone/{zone}/{label}", null, CountWords, IsRetained: true, "How many objects of a label are in a zone.");

    /// <summary>Any object of a label in a zone?</summary>
    public static TopicInfo ZoneOccupied { get; } = new(
        "{camera}/zone/{zone}/{label}/occupied", null, OccupiedWords, IsRetained: true, "Is any object of a label in a zone?");

    /// <summary>Steps of events.</summary>
    public static TopicInfo Events { get; } = new(
        "{camera}/events", "event", null, IsRetained: false,
        "One message per step in the life of an object: `start`, `update`, `end`. At most 1 KiB.");

    /// <summary>Steps of events in a zone.</summary>
    public static TopicInfo ZoneEvents { get; } = new(
        "{camera}/events/{zone}", "event", null, IsRetained: false,
        "The same messages, for objects that are in a zone or have just left it.");

    /// <summary>Commands to the device, which it subscribes to.</summary>
    public static TopicInfo Command { get; } = new(
        "cmd/{command}", null, null, IsRetained: false,
        "Commands, where the configuration allows them (`commands.allow`). The payload is a JSON object, see below.");

    /// <summary>Where replies may go.</summary>
    public static TopicInfo Reply { get; } = new(
        "reply/{name}", "command-reply", null, IsRetained: false,
        "What became of a command, and replayed events. Published only when a command's MQTT 5 response topic names it.");

    /// <summary>Every one that the device publishes under its own prefix.</summary>
    public static ImmutableArray<TopicInfo> All { get; } =
    [
        Availability, Status, State, Health, Count, Occupied, ZoneCount, ZoneOccupied, Events, ZoneEvents, Gap, Reply,
    ];

    /// <summary>Below Home Assistant's discovery prefix, where the configuration asks for it.</summary>
    public static ImmutableArray<TopicInfo> HomeAssistant { get; } =
    [
        new("device/{id}/config", "home-assistant-discovery", null, IsRetained: true,
            "The device with its own entities. Sent in each session and again when `status` there says `online`, as the next one is. Earlier versions had the cameras' entities there, too: Home Assistant is told once, by `{\"migrate_discovery\":true}`, that they move.")
        {
            LastWord = "{\"migrate_discovery\":true}",
        },
        new("device/{id}/{camera}/config", "home-assistant-discovery", null, IsRetained: true, "A camera with its entities, as a device behind the other."),
    ];

    /// <summary>Below Frigate's prefix, where the configuration asks for it.</summary>
    public static ImmutableArray<TopicInfo> Frigate { get; } =
    [
        new("available", null, "`online`, `stopped`", IsRetained: true,
            "Whether the publisher is connected. A device that dies says so only on its own `availability`: a client has one last will."),
        new("events", "frigate-event", null, IsRetained: false, "One message per step in the life of an object: `new`, `update`, `end`."),
        new("reviews", "frigate-review", null, IsRetained: false, "One message per step of what goes on at a camera, from its first object to its last: `new`, `update` when something new is seen, `end`."),
        new("tracked_object_update", "frigate-object-update", null, IsRetained: false, "An object has got a sub-label, or another one."),
        new("stats", "frigate-stats", null, IsRetained: false, "How the cameras do, once a minute."),
        new("{camera}/{label}", null, "a whole number", IsRetained: true,
            "Objects of a label; `all` for all of them. 0 while the camera is stopped; while it is blind the last value, see `status/detect`. 0 once more before a topic that is no more is cleared.") { LastWord = "0" },
        new("{camera}/{label}/active", null, "a whole number", IsRetained: true,
            "Those of them that do not stay in their place. Where the privacy level does not tell who does (below `track`), all of them.") { LastWord = "0" },
        new("{zone}/{label}", null, "a whole number", IsRetained: true, "The same in a zone, `all` too, added up over the cameras that have one of that name.") { LastWord = "0" },
        new("{zone}/{label}/active", null, "a whole number", IsRetained: true, "Those of them that do not stay in their place.") { LastWord = "0" },
        new("{camera}/motion", null, "`ON`, `OFF`", IsRetained: true, "Does any event run? Bare motion is not published.") { LastWord = TopicValues.Off },
        new("{camera}/status/detect", null, "`online`, `offline`, `disabled`", IsRetained: true, "Whether the camera is watched: `offline` also while it is blind, `disabled` while it is stopped.") { LastWord = "disabled" },
        new("{camera}/detect/state", null, "`ON`, `OFF`", IsRetained: true, "`OFF` while the camera is stopped. `ON` and `OFF` on `detect/set` are obeyed as `resume` and `pause`, where both are in `commands.allow`.") { LastWord = TopicValues.Off },
    ];

    /// <summary>The one of these that a topic, given below their prefix, is; null: none.</summary>
    public static TopicInfo? Find(ImmutableArray<TopicInfo> infos, string below) =>
        // A device's own name is a slug like any other, so that a pattern of fixed words comes first.
        infos.Where(info => info.Matches(below)).OrderBy(info => info.Pattern.Count(c => c == '{')).FirstOrDefault();
}
