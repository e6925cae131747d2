using EdgeDaemon.Configuration;
using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal;

/// <summary>Where the journal lies and how it is kept. Writer, reader, cursor and audit take the same values.</summary>
public sealed record JournalOptions
{
    /// <summary>Folder of the segment files, on the flash card; made when it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Folder in memory (tmpfs) for the part that is not on flash yet; null: write straight to <see cref="Directory"/>.
    /// It survives a killed process, not a reboot.
    /// </summary>
    public string? HotDirectory { get; init; }

    /// <summary>Size on flash, at least two segments; default 64 MiB, about a million records.</summary>
    public long SizeBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Longest time that a record which nobody acknowledged waits for the flash; zero syncs each record. Default 10 s.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Folder of the publisher's cursor on flash. The publisher writes it, the writer reads it.</summary>
    public required string CursorDirectory { get; init; }

    /// <summary>Folder in memory for the cursor's live copy; null: none, the durable copy is then written at each advance.</summary>
    public string? CursorHotDirectory { get; init; }

    /// <summary>
    /// Time between durable copies of the cursor, default 10 min. After a power cut at most this much is published again, under
    /// its old ids. A copy costs a flash page: each minute would be 5.9 MB a day, more than the labels themselves.
    /// </summary>
    public TimeSpan CursorInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Told, one sentence each, what an operator should know: a torn tail, damage, a smaller ring because the disk is full.
    /// Called on the thread that found it; must not call the journal.
    /// </summary>
    public Action<string>? Report { get; init; }

    /// <summary>Bytes of a segment file: a multiple of 4096, at least 8192.</summary>
    internal int SegmentBytes { get; init; } = 1 << 20;

    /// <summary>How many segment files there may be.</summary>
    internal int SegmentLimit => (int)(SizeBytes / SegmentBytes);

    /// <summary>What the configuration says of the journal.</summary>
    public static JournalOptions From(JournalConfig config) => new()
    {
        Directory = config.Directory,
        HotDirectory = config.HotDirectory,
        SizeBytes = (long)config.SizeMiB << 20,
        CommitInterval = config.CommitInterval,
        CursorDirectory = config.CursorDirectory,
        CursorHotDirectory = config.CursorHotDirectory,
    };

    internal void Validate()
    {
        if (!SegmentHeader.IsPossible(SegmentBytes))
            throw new ArgumentException($"A journal segment of {SegmentBytes} bytes; it takes a multiple of 4096, 8192 to {SegmentHeader.MostSegmentBytes}.");
        if (SegmentLimit < 2)
            throw new ArgumentException($"A journal of {SizeBytes} bytes; it takes at least two segments of {SegmentBytes} bytes.");
        if (CommitInterval < TimeSpan.Zero || CursorInterval < TimeSpan.Zero)
            throw new ArgumentException($"Journal intervals of {CommitInterval} and {CursorInterval}; they cannot be negative.");
    }
}
