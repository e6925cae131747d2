namespace EdgeDaemon.Contracts.Payloads;

/// <summary>What became of messages since the publisher started.</summary>
public sealed record PublishingStatusPayload
{
    /// <summary>Messages that the broker took.</summary>
    public required long Published { get; init; }

    /// <summary>Retained messages that were not sent because a newer value came first.</summary>
    public required long Superseded { get; init; }

    /// <summary>How often the broker refused a message that is tried again.</summary>
    public required long Refusals { get; init; }

    /// <summary>Messages and records that were left out.</summary>
    public required long Parked { get; init; }
}
