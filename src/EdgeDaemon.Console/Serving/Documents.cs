using System.Text.Json.Serialization;
using EdgeDaemon.Console.Editing;

namespace EdgeDaemon.Console;

// What goes over the API; /api/openapi.json says it in words.

/// <summary>Why something was not done.</summary>
internal sealed record FaultOutput(string Error);

/// <summary>What a page needs at first.</summary>
internal sealed record SessionOutput(string Token, string Device, string Version, string User, IReadOnlyList<SessionCamera> Cameras);

/// <summary>A camera as it is configured.</summary>
internal sealed record SessionCamera(
    string Name, string? Title, string? Model, string Console, string Privacy, IReadOnlyList<string> Labels, IReadOnlyList<ZoneDrawing> Zones,
    IReadOnlyList<double[][]> Masks, IReadOnlyList<double[][]> PrivacyMasks);

/// <summary>A zone: an area of three corners or more, or a line of two ends. Fractions of the picture.</summary>
internal sealed record ZoneDrawing(string Name, IReadOnlyList<double[]>? Area = null, IReadOnlyList<double[]>? Line = null);

/// <summary>What was drawn on a camera's picture; all of it.</summary>
internal sealed record AreasInput(string Camera, string Version, IReadOnlyList<ZoneDrawing> Zones, IReadOnlyList<double[][]> Masks, IReadOnlyList<double[][]> PrivacyMasks);

/// <summary>The configuration with it.</summary>
internal sealed record AreasOutput(string Before, string Text, string Version, ConfigCheckOutput Check);

/// <summary>What holds now.</summary>
internal sealed record StateOutput(IReadOnlyList<CameraOutput> Cameras, string? Failure);

/// <summary>What holds for a camera.</summary>
internal sealed record CameraOutput(
    string Name, string State, string Health, IReadOnlyDictionary<string, uint> Counts, string? Privacy, bool Paused, double? Threshold, double? Fps,
    double? LatencyP50Ms, double? LatencyP99Ms, uint? FramesIn, uint? FramesInferred, uint? FramesGated, double? RateShare);

/// <summary>A record of the journal.</summary>
internal sealed record RecordOutput(
    string Id, ulong Seq, long Time, bool ClockSynced, string? Camera, string Kind, string? Label, string? SubLabel, uint? Track, double? Score, double? TopScore,
    float[]? Box, string[]? Zones, uint Value, string Text);

/// <summary>Records, newest first.</summary>
internal sealed record RecordsOutput(IReadOnlyList<RecordOutput> Records);

/// <summary>The configuration file.</summary>
internal sealed record ConfigOutput(string Path, string Text, string Version, ConfigCheckOutput Check);

/// <summary>A text that is to be the configuration.</summary>
internal sealed record ConfigInput(string Text, string Version = "");

/// <summary>What is wrong with a text, and what changes by it.</summary>
internal sealed record ConfigCheckOutput(
    IReadOnlyList<FaultAtLine> Errors, IReadOnlyList<FaultAtLine> Warnings, IReadOnlyList<string> Live, IReadOnlyList<string> Restart);

/// <summary>What became of a save: <c>saved</c>, <c>conflict</c> or <c>errors</c>.</summary>
internal sealed record SaveOutput(string Outcome, string Version, string Error, string? Theirs, ConfigCheckOutput? Check)
{
    /// <summary>Does the vision process read it now?</summary>
    public bool Reloaded { get; init; }
}

/// <summary>A model that is used.</summary>
internal sealed record ModelOutput(string Name, IReadOnlyList<string> Cameras, string History, string? Card);

/// <summary>The models.</summary>
internal sealed record ModelsOutput(string Installed, IReadOnlyList<ModelOutput> Used);

/// <summary>How the device does.</summary>
internal sealed record DeviceOutput(
    string Device, string? Machine, double? Temperature, string[]? Throttling, double? Pressure, double? MemoryUsed, double Uptime, string Newest, string Acknowledged, ulong? Backlog);

/// <summary>What the journal's check found.</summary>
internal sealed record AuditOutput(
    bool Intact, long Records, long Epochs, long Lost, long Damaged, long Missing, long Duplicates, long ChainBreaks, string First, string Last, IReadOnlyList<string> Findings);

/// <summary>How all of these are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = 8)]
[JsonSerializable(typeof(FaultOutput))]
[JsonSerializable(typeof(SessionOutput))]
[JsonSerializable(typeof(AreasInput))]
[JsonSerializable(typeof(AreasOutput))]
[JsonSerializable(typeof(StateOutput))]
[JsonSerializable(typeof(RecordOutput))]
[JsonSerializable(typeof(RecordsOutput))]
[JsonSerializable(typeof(ConfigOutput))]
[JsonSerializable(typeof(ConfigInput))]
[JsonSerializable(typeof(ConfigCheckOutput))]
[JsonSerializable(typeof(SaveOutput))]
[JsonSerializable(typeof(ModelsOutput))]
[JsonSerializable(typeof(DeviceOutput))]
[JsonSerializable(typeof(AuditOutput))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
