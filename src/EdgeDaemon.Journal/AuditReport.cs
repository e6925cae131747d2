using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal;

/// <summary>What an audit of the whole journal found.</summary>
public sealed record AuditReport
{
    /// <summary>Segment files with a valid header.</summary>
    public required int Segments { get; init; }

    /// <summary>Readable records.</summary>
    public required long Records { get; init; }

    /// <summary>Boot epochs among them.</summary>
    public required int Epochs { get; init; }

    /// <summary>Gap records among them.</summary>
    public required long Gaps { get; init; }

    /// <summary>Sum of what the gap records state as lost.</summary>
    public required long ReportedLost { get; init; }

    /// <summary>Records within segments that can no longer be read.</summary>
    public required long Damaged { get; init; }

    /// <summary>Sequence numbers that no segment holds although later and earlier ones are there.</summary>
    public required long Missing { get; init; }

    /// <summary>Records whose id is not greater than the one before.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Places where a stored chain value does not follow from the records before it.</summary>
    public required long ChainBreaks { get; init; }

    /// <summary>The oldest record; default when there is none.</summary>
    public required RecordId First { get; init; }

    /// <summary>The newest record; default when there is none.</summary>
    public required RecordId Last { get; init; }

    /// <summary>Up to here the broker has acknowledged, as the publisher's cursor says; default: nothing.</summary>
    public required RecordId Acknowledged { get; init; }

    /// <summary>What is wrong with the journal's end or with the cursor, in sentences; empty: they fit.</summary>
    public required IReadOnlyList<string> EndFindings { get; init; }

    /// <summary>
    /// Records behind the newest that are known to have been there: the broker acknowledged them, or a copy in memory whose segment is gone holds them.
    /// </summary>
    public required long MissingAtEnd { get; init; }

    /// <summary>
    /// Records that the broker acknowledged and that the next boot epoch did not find: a power cut takes what was acknowledged and not yet
    /// synced, which breaks no promise.
    /// </summary>
    public required long CutOff { get; init; }

    /// <summary>Is all that is there whole, chained and in order, and does the journal reach as far as it is known to have reached?</summary>
    public bool IsIntact => Damaged == 0 && Missing == 0 && Duplicates == 0 && ChainBreaks == 0 && EndFindings.Count == 0;
}
