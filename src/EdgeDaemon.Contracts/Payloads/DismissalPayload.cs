using System.ComponentModel.DataAnnotations;

namespace EdgeDaemon.Contracts.Payloads;

/// <summary>Something that was dismissed: a place, a size and a label, never a picture.</summary>
public sealed record DismissalPayload
{
    /// <summary>Its number, for <c>undismiss</c>.</summary>
    public required uint Item { get; init; }

    /// <summary>Slug of the camera; absent when the configuration no longer has it.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Camera { get; init; }

    /// <summary>Slug of the label.</summary>
    [RegularExpression(PayloadPatterns.Slug)]
    public string? Label { get; init; }

    /// <summary>Left, top, right, bottom as fractions of the frame; absent where no box may leave the device.</summary>
    [ItemCount(4, 4)]
    public double[]? Box { get; init; }

    /// <summary>How often it has suppressed something.</summary>
    public required uint Hits { get; init; }

    /// <summary>When it was made.</summary>
    [RegularExpression(PayloadPatterns.Time)]
    public required string CreatedAt { get; init; }
}
