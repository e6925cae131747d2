using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Pipeline.Dismissing;

/// <summary>One dismissal as it is kept: names, not indices, so that it outlives changes of the configuration.</summary>
internal sealed class DismissalEntry
{
    public required uint Number { get; init; }

    /// <summary>Slug of the camera.</summary>
    public required string Camera { get; init; }

    /// <summary>Slug of the label.</summary>
    public required string Label { get; init; }

    public required BoundingBox Box { get; init; }

    /// <summary>Feature vector, or empty.</summary>
    public required float[] Embedding { get; init; }

    /// <summary>When it was made, Unix time in milliseconds.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>Who made it.</summary>
    public DecisionOrigin By { get; init; } = DecisionOrigin.Network;

    /// <summary>How often it has suppressed something.</summary>
    public uint Hits { get; set; }
}
