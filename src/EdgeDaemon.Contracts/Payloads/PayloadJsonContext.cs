using System.Text.Json.Serialization;
using EdgeDaemon.Contracts.Payloads.Frigate;
using EdgeDaemon.Contracts.Payloads.HomeAssistant;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>Everything that is ever published as JSON, and how: snake_case, absent where null. What is not listed here cannot leave the device.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventPayload))]
[JsonSerializable(typeof(CameraStatePayload))]
[JsonSerializable(typeof(GapPayload))]
[JsonSerializable(typeof(StatusPayload))]
[JsonSerializable(typeof(CommandReplyPayload))]
[JsonSerializable(typeof(HubDiscoveryPayload))]
[JsonSerializable(typeof(FrigateEventPayload))]
[JsonSerializable(typeof(FrigateReviewPayload))]
[JsonSerializable(typeof(FrigateObjectUpdatePayload))]
[JsonSerializable(typeof(FrigateStatsPayload))]
public sealed partial class PayloadJsonContext : JsonSerializerContext;
