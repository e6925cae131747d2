namespace EdgeDaemon.Contracts.Payloads;

/// <summary>How far the broker has what the journal holds.</summary>
public sealed record JournalStatusPayload
{
    /// <summary>Records that the broker does not have yet.</summary>
    public required ulong Backlog { get; init; }

    /// <summary>Sequence number of the last record that the broker has; 0: none.</summary>
    public required ulong Acknowledged { get; init; }

    /// <summary>Records that were overwritten before the broker had them, since the publisher started.</summary>
    public required ulong Lost { get; init; }

    /// <summary>Records that can never be published and were set aside, since ever; <c>edgedaemon audit</c> lists the last of them.</summary>
    public required long SetAside { get; init; }

    /// <summary>Is the publisher held up by a record whose names, or whose version, it does not know?</summary>
    public required bool Held { get; init; }
}
