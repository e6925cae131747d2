namespace EdgeDaemon.Journal;

/// <summary>Lends a file to somebody who would close it.</summary>
internal sealed class BorrowedFile(IJournalFile file) : IJournalFile
{
    public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

    public void Write(ReadOnlySpan<byte> source, long offset) => file.Write(source, offset);

    public void Preallocate(long bytes) => file.Preallocate(bytes);

    public void DataSync() => file.DataSync();

    public void Dispose()
    {
    }
}
