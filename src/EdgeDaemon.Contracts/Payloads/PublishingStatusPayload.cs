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

    /// <summary>Sessions that were left because the broker answered or acknowledged nothing any more.</summary>
    public required long Silences { get; init; }

    /// <summary>Sessions that another client has ended by calling itself the same: give each device its own <c>device.id</c>.</summary>
    public required long TakenOver { get; init; }
}
