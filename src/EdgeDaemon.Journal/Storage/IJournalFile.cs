namespace EdgeDaemon.Journal;

/// <summary>An open file of an <see cref="IJournalFileSystem"/>. Positions are absolute; nothing is buffered.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>Reads at <paramref name="offset"/>; fewer bytes than asked only at the end of the file.</summary>
    int Read(Span<byte> destination, long offset);

    /// <summary>Writes all of <paramref name="source"/> at <paramref name="offset"/>. Not durable before <see cref="DataSync"/>.</summary>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Reserves space for the first <paramref name="bytes"/> bytes; new ones read as zero.</summary>
    void Preallocate(long bytes);

    /// <summary>Returns when all that was written, and the file's length, are on the medium.</summary>
    void DataSync();
}
