using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal;

/// <summary>Reads a journal.</summary>
public sealed class JournalReader : IDisposable
{
    /// <summary>Opens.</summary>
    public static JournalReader Open(JournalOptions options, IJournalFileSystem files) => throw new NotSupportedException();

    /// <summary>Seeks.</summary>
    public void Seek(RecordId after) => throw new NotSupportedException();

    /// <summary>Reads.</summary>
    public bool TryRead(out LabelRecord record) => throw new NotSupportedException();

    /// <summary>Waits.</summary>
    public bool WaitForMore(TimeSpan timeout, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
