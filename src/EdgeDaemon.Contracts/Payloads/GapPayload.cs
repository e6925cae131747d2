namespace EdgeDaemon.Contracts.Payloads;

/// <summary>Records that were overwritten before the broker had them: the device was cut off for longer than its journal reaches.</summary>
public sealed record GapPayload
{
    /// <summary>Boot epoch of the record that states the gap.</summary>
    public required uint Boot { get; init; }

    /// <summary>Sequence number of the record that states the gap.</summary>
    public required ulong Seq { get; init; }

    /// <summary>How many records were lost.</summary>
    public required ulong Lost { get; init; }

    /// <summary>Sequence number of the first of them.</summary>
    public required ulong First { get; init; }

    /// <summary>Sequence number of the last of them.</summary>
    public required ulong Last { get; init; }
}
