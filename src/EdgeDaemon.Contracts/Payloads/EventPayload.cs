using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>One step in the life of a tracked object. At most <see cref="MaxBytes"/> as JSON.</summary>
public sealed record EventPayload
{
    /// <summary>Bound of the JSON text in bytes; nothing can hide in an event.</summary>
    public const int MaxBytes = 1024;

    /// <summary><c>boot-track</c>: the same for every step of one object's life.</summary>
    [RegularExpression(PayloadPatterns.EventId)]
    public required string Id { get; init; }

    /// <summary>Boot epoch of the record; with <see cref="Seq"/> its identity, for deduplication.</summary>
    public required uint Boot { get; init; }

    /// <summary>Sequence number of the record.</summary>
    public required ulong Seq { get; init; }

    /// <summary><c>start</c>, <c>update</c> or <c>end</c>.</summary>
    [AllowedValues("start", "update", "end")]
    public required string Type { get; init; }

    /// <summary>Slug of the camera.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public required string Camera { get; init; }

    /// <summary>Slug of the label, or null when the object has none.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Label { get; init; }

    /// <summary>Slug of the kind of its label that a second model took it for so far, or of the taught thing that it is; absent when none said anything.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? SubLabel { get; init; }

    /// <summary>How sure the second model was of the sub-label, or the cosine to what was taught, 0..1, three decimals; absent when it is not told.</summary>
    [Range(0.0, 1.0)]
    public double? SubLabelScore { get; init; }

    /// <summary>Score in this frame, 0..1, three decimals.</summary>
    [Range(0.0, 1.0)]
    public required double Score { get; init; }

    /// <summary>Best score of the event so far, 0..1, three decimals.</summary>
    [Range(0.0, 1.0)]
    public required double TopScore { get; init; }

    /// <summary>Left, top, right, bottom as fractions of the frame, four decimals; absent where no box may leave the device.</summary>
    [ItemCount(4, 4)]
    public double[]? Box { get; init; }

    /// <summary>True while the object stays in its place; absent while it moves, or where that is not told.</summary>
    public bool? Stationary { get; init; }

    /// <summary>Slugs of the zones that the object is in.</summary>
    [ItemCount(0, Naming.CameraNames.MaxZones)]
    public required string[] Zones { get; init; }

    /// <summary>How many zones were left out to stay within <see cref="MaxBytes"/>; absent when none were.</summary>
    [Range(1, Naming.CameraNames.MaxZones)]
    public int? ZonesOmitted { get; init; }

    /// <summary>When the object appeared; RFC 3339, UTC, milliseconds.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public required string StartedAt { get; init; }

    /// <summary>When it was gone; only in the <c>end</c> step.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public string? EndedAt { get; init; }

    /// <summary>When this step happened.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public required string Time { get; init; }

    /// <summary>Was the device's clock synchronised then? Otherwise the times are only as good as its own clock.</summary>
    public required bool ClockSynced { get; init; }

    /// <summary>Name of the model, or null.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Model { get; init; }

    /// <summary>True in a replay that somebody asked for; absent in what happens now.</summary>
    public bool? Replay { get; init; }
}
