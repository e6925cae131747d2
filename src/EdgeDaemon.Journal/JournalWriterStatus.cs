using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal;

/// <summary>Where a <see cref="JournalWriter"/> stands. Counts are since it was opened.</summary>
public readonly record struct JournalWriterStatus
{
    /// <summary>The newest record.</summary>
    public required RecordId LastId { get; init; }

    /// <summary>Everything up to here is on flash.</summary>
    public required RecordId SyncedId { get; init; }

    /// <summary>Everything up to here has been acknowledged by the broker, as far as the cursor shows.</summary>
    public required RecordId AcknowledgedId { get; init; }

    /// <summary>Records that are kept and not acknowledged.</summary>
    public required long Backlog { get; init; }

    /// <summary>Records overwritten before anybody acknowledged them; gap records say which.</summary>
    public required long LostRecords { get; init; }

    /// <summary>Times the flash was synced.</summary>
    public required long Syncs { get; init; }

    /// <summary>Bytes written to <see cref="JournalOptions.Directory"/>.</summary>
    public required long BytesWritten { get; init; }

    /// <summary>Segment files in use.</summary>
    public required int Segments { get; init; }

    /// <summary>A segment could not be made for want of space: the ring is smaller than it was asked to be.</summary>
    public required bool DiskFull { get; init; }

    /// <summary>Is the tail kept in <see cref="JournalOptions.HotDirectory"/>?</summary>
    public required bool UsesHotDirectory { get; init; }

    /// <summary>Why the writer stopped for good; null while it works.</summary>
    public required string? Failure { get; init; }
}
