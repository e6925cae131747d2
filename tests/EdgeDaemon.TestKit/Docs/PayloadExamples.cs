using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Payloads.Frigate;

namespace EdgeDaemon.TestKit.Docs;

/// <summary>One example of each payload, as the reference shows it.</summary>
public static class PayloadExamples
{
    private const string Time = "2026-01-02T03:04:05.678Z";

    /// <summary>Examples of what is published, by the name of their schema. The discovery message is too long to show.</summary>
    public static IReadOnlyDictionary<string, string> Published { get; } = new Dictionary<string, string>
    {
        ["event"] = JsonSerializer.Serialize(
            new EventPayload
            {
                Id = "1767323045-17",
                Boot = 1767323045,
                Seq = 4711,
                Type = "start",
                Camera = "porch",
                Label = "person",
                Score = 0.812,
                TopScore = 0.812,
                Box = [0.1, 0.25, 0.3, 0.875],
                Zones = ["drive"],
                StartedAt = Time,
                Time = Time,
                ClockSynced = true,
                Model = "person-vehicle-animal",
            },
            PayloadJsonContext.Default.EventPayload),
        ["state"] = JsonSerializer.Serialize(
            new CameraStatePayload
            {
                Camera = "porch",
                State = "live",
                Health = "ok",
                Labels = new SortedDictionary<string, uint>(StringComparer.Ordinal) { ["person"] = 2 },
                Model = "person-vehicle-animal",
                Privacy = "track",
                PrivacyBy = "configuration",
                Threshold = 0.5,
                Time = Time,
                ClockSynced = true,
            },
            PayloadJsonContext.Default.CameraStatePayload),
        ["status"] = JsonSerializer.Serialize(
            new StatusPayload
            {
                Device = "porch-pi",
                Version = "0.1.0",
                Boot = 1767323045,
                Time = Time,
                ClockSynced = true,
                UptimeS = 86_400,
                TemperatureC = 54.2,
                Throttling = [],
                Journal = new JournalStatusPayload { Backlog = 0, Acknowledged = 4711, Lost = 0, SetAside = 0, Held = false },
                Publishing = new PublishingStatusPayload { Published = 12_345, Superseded = 0, Refusals = 0, Parked = 0, Silences = 0, TakenOver = 0 },
                Cameras = new SortedDictionary<string, CameraStatusPayload>(StringComparer.Ordinal)
                {
                    ["porch"] = new()
                    {
                        State = "live",
                        Health = "ok",
                        Model = "person-vehicle-animal",
                        ModelVersion = "3f6c1a0b9d2e4c57",
                        Privacy = "track",
                        PrivacyBy = "configuration",
                        Fps = 4.98,
                        LatencyP50Ms = 61.4,
                        LatencyP99Ms = 98.3,
                        FramesIn = 864_000,
                        FramesSkipped = 432_000,
                        FramesInferred = 43_200,
                        FramesGated = 388_800,
                        MeasuredAt = Time,
                    },
                },
            },
            PayloadJsonContext.Default.StatusPayload),
        ["gap"] = JsonSerializer.Serialize(
            new GapPayload { Boot = 1767323045, Seq = 1_050_000, Lost = 1200, First = 1001, Last = 2200 }, PayloadJsonContext.Default.GapPayload),
        ["command-reply"] = JsonSerializer.Serialize(
            new CommandReplyPayload { Command = "dismiss", Outcome = "done", Boot = 1767323045, Seq = 4712, Item = 3 }, PayloadJsonContext.Default.CommandReplyPayload),
        ["frigate-event"] = JsonSerializer.Serialize(Frigate(), PayloadJsonContext.Default.FrigateEventPayload),
        ["frigate-review"] = JsonSerializer.Serialize(Review(), PayloadJsonContext.Default.FrigateReviewPayload),
        ["frigate-object-update"] = JsonSerializer.Serialize(
            new FrigateObjectUpdatePayload { Type = "classification", Id = "1767323045.678000-0a1b2c", Camera = "porch", Timestamp = 1767323046.012, SubLabel = "post", Score = 0.91 },
            PayloadJsonContext.Default.FrigateObjectUpdatePayload),
        ["frigate-stats"] = JsonSerializer.Serialize(
            new FrigateStatsPayload
            {
                Cameras = new() { ["porch"] = new() { CameraFps = 5, ProcessFps = 4.9, SkippedFps = 0.1, DetectionFps = 1.2, DetectionEnabled = true } },
                DetectionFps = 1.2,
                Service = new() { Uptime = 86_400, Version = "0.1.0", LastUpdated = 1767323100 },
            },
            PayloadJsonContext.Default.FrigateStatsPayload),
    };

    /// <summary>An example of each command.</summary>
    public static IReadOnlyDictionary<CommandCode, string> Commands { get; } = new Dictionary<CommandCode, string>
    {
        [CommandCode.Pause] = """{"camera":"porch","seconds":600}""",
        [CommandCode.Resume] = """{"camera":"porch"}""",
        [CommandCode.Threshold] = """{"camera":"porch","label":"person","score":0.6}""",
        [CommandCode.Privacy] = """{"camera":"porch","level":"count"}""",
        [CommandCode.Dismiss] = """{"event":"1767323045-17"}""",
        [CommandCode.Undismiss] = """{"item":3}""",
        [CommandCode.List] = "{}",
        [CommandCode.Replay] = """{"from":4000,"limit":200}""",
        [CommandCode.Status] = "{}",
        [CommandCode.Teach] = """{"camera":"porch","label":"red_van","event":"1767323045-17"}""",
        [CommandCode.Forget] = """{"camera":"porch","label":"red_van"}""",
    };

    /// <summary>JSON on several lines, for people.</summary>
    public static string Pretty(string json) => JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions
    {
        WriteIndented = true,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    });

    private static FrigateReviewPayload Review()
    {
        var item = new FrigateReviewItemPayload
        {
            Id = "1767323045.678000-0a1b2c",
            Camera = "porch",
            StartTime = 1767323045.678,
            Severity = "alert",
            ThumbPath = "",
            Data = new() { Detections = ["1767323045.678000-0a1b2c"], Objects = ["person"], SubLabels = [], Zones = ["drive"], Audio = [] },
        };
        return new FrigateReviewPayload { Type = "new", Before = item, After = item };
    }

    private static FrigateEventPayload Frigate()
    {
        var seen = new FrigateObjectPayload
        {
            Id = "1767323045.678000-0a1b2c",
            Camera = "porch",
            FrameTime = 1767323045.678,
            Label = "person",
            Score = 0.812,
            TopScore = 0.812,
            FalsePositive = false,
            StartTime = 1767323045.678,
            Box = [128, 180, 384, 630],
            Area = 115_200,
            Ratio = 0.57,
            Region = [0, 0, 1280, 720],
            CurrentZones = ["drive"],
            EnteredZones = ["drive"],
            Active = true,
            Stationary = false,
            MotionlessCount = 0,
            PositionChanges = 0,
            Attributes = [],
            CurrentAttributes = [],
            HasClip = false,
            HasSnapshot = false,
        };
        return new FrigateEventPayload { Type = "new", Before = seen, After = seen };
    }
}
