using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal;

/// <summary>The only writer of a journal.</summary>
public sealed class JournalWriter : IDisposable
{
    /// <summary>Epoch of this writer.</summary>
    public uint BootEpoch { get; }

    /// <summary>Hash put into records.</summary>
    public uint TableHash { get; set; }

    /// <summary>Is the clock synchronised?</summary>
    public bool ClockSynchronised { get; set; }

    /// <summary>Where it stands.</summary>
    public JournalWriterStatus Status => throw new NotSupportedException();

    /// <summary>Opens.</summary>
    public static JournalWriter Open(JournalOptions options, IJournalFileSystem files, TimeProvider time, uint tableHash) =>
        throw new NotSupportedException();

    /// <summary>Appends.</summary>
    public RecordId Append(LabelRecord record) => throw new NotSupportedException();

    /// <summary>Syncs.</summary>
    public void Commit() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
