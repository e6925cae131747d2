using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EdgeDaemon.Contracts.Payloads.Frigate;

/// <summary>A tracked object has got a sub-label, or another one, as Frigate tells it.</summary>
public sealed record FrigateObjectUpdatePayload
{
    /// <summary><c>classification</c>.</summary>
    [AllowedValues("classification")]
    public required string Type { get; init; }

    /// <summary>The object's, as in its events.</summary>
    [RegularExpression(FrigateObjectPayload.IdPattern)]
    public required string Id { get; init; }

    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Unix time, in seconds.</summary>
    public required double Timestamp { get; init; }

    /// <summary>Slug of the sub-label.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string SubLabel { get; init; }

    /// <summary>0..1, or null where it is not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [Range(0.0, 1.0)]
    public double? Score { get; init; }
}
