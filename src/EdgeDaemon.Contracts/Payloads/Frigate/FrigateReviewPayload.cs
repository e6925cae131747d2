using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EdgeDaemon.Contracts.Payloads.Frigate;

/// <summary>A review item as Frigate publishes it: what goes on at a camera from its first object until none is there any more.</summary>
public sealed record FrigateReviewPayload
{
    /// <summary><c>new</c>, <c>update</c> or <c>end</c>.</summary>
    [AllowedValues("new", "update", "end")]
    public required string Type { get; init; }

    /// <summary>The item before this step; of a new one, as it is.</summary>
    public required FrigateReviewItemPayload Before { get; init; }

    /// <summary>The item now.</summary>
    public required FrigateReviewItemPayload After { get; init; }
}

/// <summary>What goes on at a camera for a while.</summary>
public sealed record FrigateReviewItemPayload
{
    /// <summary>That of its first object.</summary>
    [RegularExpression(FrigateObjectPayload.IdPattern)]
    public required string Id { get; init; }

    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Unix time of the start, in seconds.</summary>
    public required double StartTime { get; init; }

    /// <summary>Unix time of the end, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? EndTime { get; init; }

    /// <summary><c>alert</c> once a person or a car is among the objects, as Frigate's own setting is; else <c>detection</c>.</summary>
    [AllowedValues("alert", "detection")]
    public required string Severity { get; init; }

    /// <summary>Always empty: there is no picture.</summary>
    [AllowedValues("")]
    public required string ThumbPath { get; init; }

    /// <summary>What was seen.</summary>
    public required FrigateReviewDataPayload Data { get; init; }
}

/// <summary>What was seen while a review item lasts.</summary>
public sealed record FrigateReviewDataPayload
{
    /// <summary>Most objects that are named.</summary>
    public const int MostDetections = 100;

    /// <summary>The objects, by the <c>id</c> of their events; the first 100.</summary>
    [ItemCount(0, MostDetections)]
    public required string[] Detections { get; init; }

    /// <summary>Slugs of their labels.</summary>
    public required string[] Objects { get; init; }

    /// <summary>Slugs of their sub-labels.</summary>
    public required string[] SubLabels { get; init; }

    /// <summary>Zones that they have been in.</summary>
    public required string[] Zones { get; init; }

    /// <summary>Always empty.</summary>
    public required string[] Audio { get; init; }
}
