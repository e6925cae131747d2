using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EdgeDaemon.Contracts.Payloads.Frigate;

/// <summary>An event as Frigate publishes it: what the object was, and what it is. There is never a picture behind it.</summary>
public sealed record FrigateEventPayload
{
    /// <summary><c>new</c>, <c>update</c> or <c>end</c>.</summary>
    [AllowedValues("new", "update", "end")]
    public required string Type { get; init; }

    /// <summary>The object before this step; of a new one, as it is.</summary>
    public required FrigateObjectPayload Before { get; init; }

    /// <summary>The object now.</summary>
    public required FrigateObjectPayload After { get; init; }
}

/// <summary>A tracked object as Frigate describes it. What EdgeDaemon does not know has the value of an object that nothing is known of.</summary>
public sealed record FrigateObjectPayload
{
    /// <summary>What an object's number looks like.</summary>
    internal const string IdPattern = @"^[0-9]+\.[0-9]{6}-[a-z0-9]{6}$";

    /// <summary>Start time and six characters; the same for every step of one object's life.</summary>
    [RegularExpression(IdPattern)]
    public required string Id { get; init; }

    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Unix time of this step, in seconds.</summary>
    public required double FrameTime { get; init; }

    /// <summary>Slug of the label.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Label { get; init; }

    /// <summary>The sub-label and its score, which is null where it is not told; or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public FrigateSubLabelPayload? SubLabel { get; init; }

    /// <summary>Score in this frame, 0..1.</summary>
    [Range(0.0, 1.0)]
    public required double Score { get; init; }

    /// <summary>Best score so far, 0..1.</summary>
    [Range(0.0, 1.0)]
    public required double TopScore { get; init; }

    /// <summary>Always false: an event is told once it is none.</summary>
    public required bool FalsePositive { get; init; }

    /// <summary>Unix time of the start, in seconds.</summary>
    public required double StartTime { get; init; }

    /// <summary>Unix time of the end, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? EndTime { get; init; }

    /// <summary>Left, top, right, bottom in pixels of the configured frame; all 0 where no box may leave the device.</summary>
    [ItemCount(4, 4)]
    public required int[] Box { get; init; }

    /// <summary>Pixels in the box.</summary>
    public required int Area { get; init; }

    /// <summary>Width of the box by its height.</summary>
    public required double Ratio { get; init; }

    /// <summary>The frame.</summary>
    [ItemCount(4, 4)]
    public required int[] Region { get; init; }

    /// <summary>Zones that it is in.</summary>
    public required string[] CurrentZones { get; init; }

    /// <summary>Zones that it has been in.</summary>
    public required string[] EnteredZones { get; init; }

    /// <summary>Is it there, and does it move, as far as is told?</summary>
    public required bool Active { get; init; }

    /// <summary>Does it stay in its place? False where that is not told.</summary>
    public required bool Stationary { get; init; }

    /// <summary>Frames without motion. Not told here.</summary>
    public required int MotionlessCount { get; init; }

    /// <summary>How often its box or zones changed.</summary>
    public required int PositionChanges { get; init; }

    /// <summary>Empty.</summary>
    public required SortedDictionary<string, double> Attributes { get; init; }

    /// <summary>Empty.</summary>
    public required string[] CurrentAttributes { get; init; }

    /// <summary>Always false.</summary>
    public required bool HasClip { get; init; }

    /// <summary>Always false.</summary>
    public required bool HasSnapshot { get; init; }

    /// <summary>Always null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Snapshot { get; init; }

    /// <summary>Always null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Thumbnail { get; init; }
}
