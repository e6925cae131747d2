namespace EdgeDaemon.Journal.Ring;

/// <summary>What the flash had to bear since the writer was opened. Thread-safe.</summary>
internal sealed class FlashCounters
{
    private long _syncs;
    private long _bytesWritten;

    public long Syncs => Volatile.Read(ref _syncs);

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    public void Write(IJournalFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        file.Write(bytes, offset);
        Interlocked.Add(ref _bytesWritten, bytes.Length);
    }

    public void Sync(IJournalFile file)
    {
        file.DataSync();
        Interlocked.Increment(ref _syncs);
    }
}
