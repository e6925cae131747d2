using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using static EdgeDaemon.Configuration.ConfigReload;

namespace EdgeDaemon.Configuration;

/// <summary>The part of <see cref="ConfigSchema"/> that says what becomes an event: motion, tracking, zones, masks, times, privacy.</summary>
internal static class ConfigSchemaWatch
{
    private const int MostCorners = 100;
    private const int MostPolygons = 50;

    private static readonly YamlType<double> Fraction = YamlTypes.Number(0, 1);

    private static readonly YamlType<PointConfig> Point = new YamlPoint();

    private static readonly YamlType<ImmutableArray<PointConfig>> Polygon = YamlTypes.List(Point, min: 3, MostCorners);

    private static readonly YamlType<string> TimeOfDay = YamlTypes.Text(
        "a time such as 22:00, sunset or sunrise+30m (hours and minutes; before or after the sun by up to 999m or 12h)",
        "^(([01][0-9]|2[0-3]):[0-5][0-9]|(sunrise|sunset)([+-]([0-9]{1,3}m|[0-9]h|1[0-2]h))?)$", "sunrise+30m");

    public static readonly ConfigSection<MotionConfig> Motion = new ConfigSection<MotionConfig>(new())
        .Key("enabled", Live, YamlTypes.Boolean, c => c.Enabled, (c, v) => c with { Enabled = v },
            "Infer only frames in which something moves, and one now and then? A source without a frame rate is always inferred in full.")
        .Key("threshold", Live, YamlTypes.Number(1, 255, "grey levels"), c => c.Threshold, (c, v) => c with { Threshold = v },
            "Least difference from the background that can be motion; noise raises it by itself.")
        .Key("min_area", Live, Fraction, c => c.MinArea, (c, v) => c with { MinArea = v },
            "Least area of a moving region, as a share of the frame.")
        .Key("lighting_share", Live, Fraction, c => c.LightingShare, (c, v) => c with { LightingShare = v },
            "When this share of the frame changes from one frame to the next, it is the light that has changed, and no motion.")
        .Key("hold", Live, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)), c => c.Hold, (c, v) => c with { Hold = v },
            "After motion every frame is inferred for this long.")
        .Key("keepalive", Live, YamlTypes.Duration(TimeSpan.FromSeconds(0.1), TimeSpan.FromHours(1)), c => c.Keepalive, (c, v) => c with { Keepalive = v },
            "Longest time between two inferred frames of a still scene.");

    private static readonly ConfigSection<SizeLimits> Sizes = new ConfigSection<SizeLimits>(new())
        .Key("min_area", Live, Fraction, c => c.MinArea, (c, v) => c with { MinArea = v }, "Least area of the box, as a share of the frame.")
        .Key("max_area", Live, Fraction, c => c.MaxArea, (c, v) => c with { MaxArea = v }, "Greatest area of the box.")
        .Rule(ConfigWatchRules.SizesInOrder);

    public static readonly ConfigSection<TrackingConfig> Tracking = new ConfigSection<TrackingConfig>(new())
        .Key("stationary_after", Live, YamlTypes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            c => c.StationaryAfter, (c, v) => c with { StationaryAfter = v },
            "An object that has stayed in its place for this long is stationary: still counted, no longer news.")
        .Key("sizes", Live, YamlTypes.Map(YamlTypes.Slug, Sizes), c => c.Sizes, (c, v) => c with { Sizes = v },
            "Sizes that objects of single labels can have, such as `{person: {min_area: 0.002, max_area: 0.5}}`; others are not believed.");

    private static readonly ConfigSection<ZoneConfig> Zone = new ConfigSection<ZoneConfig>(new() { Name = "" })
        .Required("name", Restart, YamlTypes.Slug, c => c.Name, (c, v) => c with { Name = v },
            "Name of the zone; part of its topics.")
        .Key("area", Live, YamlTypes.List(Point, min: 0, MostCorners), c => c.Area, (c, v) => c with { Area = v },
            "Corners of an area, such as `[[0, 0.5], [1, 0.5], [1, 1], [0, 1]]`. An object is where the middle of its lower edge is.")
        .Key("line", Live, YamlTypes.List(Point, min: 0, max: 2), c => c.Line, (c, v) => c with { Line = v },
            "Instead of an area, the two ends of a line. An object that has crossed it is in the zone until its event ends.")
        .Key("direction", Live, YamlTypes.Enum<LineDirection>(), c => c.Direction, (c, v) => c with { Direction = v },
            "Which way over the line counts, seen by someone who stands at its first end and looks to its second.")
        .Key("labels", Live, YamlTypes.List(YamlTypes.Slug, max: LabelRecord.NoLabel - 1, unique: true), c => c.Labels, (c, v) => c with { Labels = v },
            "Labels that it is for. Empty: all.")
        .Key("inertia", Live, YamlTypes.Integer(1, 1000, "frames"), c => c.Inertia, (c, v) => c with { Inertia = v },
            "An object is in the area after this many frames in a row inside, and no longer after as many outside.")
        .Key("loitering", Live, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromHours(24)), c => c.Loitering, (c, v) => c with { Loitering = v },
            "An object is in the area only when it has been inside for this long.")
        .Rule(ConfigWatchRules.AreaOrLine);

    private static readonly ConfigSection<ScheduleConfig> ScheduleEntry = new ConfigSection<ScheduleConfig>(new())
        .Key("from", Live, TimeOfDay, c => c.From, (c, v) => c with { From = v }, "From when on, by the local clock or the sun.")
        .Key("to", Live, TimeOfDay, c => c.To, (c, v) => c with { To = v }, "Until when; the same as 'from': all day.")
        .Key("dark", Live, YamlTypes.OrNull(YamlTypes.Boolean), c => c.Dark, (c, v) => c with { Dark = v },
            "Only when it is dark (true) or light (false) where the camera looks.")
        .Key("detect", Live, YamlTypes.Boolean, c => c.Detect, (c, v) => c with { Detect = v }, "Look for anything?")
        .Key("score_threshold", Live, YamlTypes.OrNull(Fraction), c => c.ScoreThreshold, (c, v) => c with { ScoreThreshold = v },
            "Score from which a label counts then.")
        .Key("label_thresholds", Live, YamlTypes.Map(YamlTypes.Slug, Fraction), c => c.LabelThresholds, (c, v) => c with { LabelThresholds = v },
            "Score thresholds of single labels then.");

    public static readonly ConfigSection<LocationConfig> Location = new ConfigSection<LocationConfig>(new())
        .Required("latitude", Live, YamlTypes.Number(-90, 90, "degrees"), c => c.Latitude, (c, v) => c with { Latitude = v },
            "North positive.")
        .Required("longitude", Live, YamlTypes.Number(-180, 180, "degrees"), c => c.Longitude, (c, v) => c with { Longitude = v },
            "East positive.");

    public static readonly ConfigSection<PrivacyConfig> Privacy = new ConfigSection<PrivacyConfig>(new())
        .Key("level", Live, YamlTypes.Enum<PrivacyLevel>(), c => c.Level, (c, v) => c with { Level = v },
            "The most that becomes a record, each including the ones before it: presence (is a label there), count (how many), zone (events with zones and times, without scores), track (with scores and sub-labels), box (where in the frame). What is not allowed is never written. A command may only make it stricter.")
        .Key("time_rounding", Live, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), c => c.TimeRounding, (c, v) => c with { TimeRounding = v },
            "Times and durations in the camera's records are rounded down to a multiple of this. When a message is sent is not changed.")
        .Key("console", Live, YamlTypes.OrNull(YamlTypes.Enum<ConsoleView>()), c => c.Console, (c, v) => c with { Console = v },
            "What the console shows of its pictures, as `privacy.console`. null: as there.");

    /// <summary>The keys of a camera.</summary>
    public static ConfigSection<CameraConfig> AddTo(ConfigSection<CameraConfig> camera) => camera
        .Key("motion", Live, Motion, c => c.Motion, (c, v) => c with { Motion = v },
            "Which frames are worth an inference.")
        .Key("tracking", Live, Tracking, c => c.Tracking, (c, v) => c with { Tracking = v },
            "How objects are followed; of no effect for models that classify or segment.")
        .Key("zones", Restart, new ConfigSectionList<ZoneConfig>(
                Zone, min: 0, CameraNames.MaxZones, "name", "Give each its own name.", c => c.Name, c => c.Name),
            c => c.Zones, (c, v) => c with { Zones = v },
            "Parts of the frame that events and counts are told about, a list. Adding, removing and reordering takes a restart.")
        .Key("masks", Live, YamlTypes.List(Polygon, max: MostPolygons), c => c.Masks, (c, v) => c with { Masks = v },
            "Areas that are not looked at, a list of polygons: nothing that stands there is an object, and what moves there is no motion. The picture is left as it is.")
        .Key("privacy_masks", Live, YamlTypes.List(Polygon, max: MostPolygons), c => c.PrivacyMasks, (c, v) => c with { PrivacyMasks = v },
            "Areas that are painted black before anything looks at the frame, a list of polygons.")
        .Key("schedule", Live, YamlTypes.List(ScheduleEntry, max: 100), c => c.Schedule, (c, v) => c with { Schedule = v },
            "What holds at some times, a list of entries such as `{from: sunset, to: sunrise, score_threshold: 0.7}` or `{from: 08:00, to: 18:00, detect: false}`; the first one that applies. `dark: true` goes by the brightness of the picture.")
        .Key("privacy", Live, Privacy, c => c.Privacy, (c, v) => c with { Privacy = v },
            "How much of what the camera sees may leave the device.")
        .Rule(ConfigWatchRules.AreasInFractions)
        .Rule(ConfigWatchRules.NamesOfReportedLabels);
}
