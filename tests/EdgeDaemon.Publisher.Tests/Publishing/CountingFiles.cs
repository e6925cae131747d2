using EdgeDaemon.Journal;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>The machine's files, with an eye on who waits for the medium.</summary>
internal sealed class CountingFiles : IJournalFileSystem
{
    private readonly JournalFileSystem _inner = new();
    private int _syncs;

    /// <summary>Times that a file was synced.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>Called at each of them.</summary>
    public Action OnSync { get; set; } = () => { };

    public IJournalFile? TryOpenRead(string path) => _inner.TryOpenRead(path);

    public IJournalFile? TryOpenWrite(string path) => _inner.TryOpenWrite(path) is { } file ? new CountingFile(file, this) : null;

    public IJournalFile Create(string path) => new CountingFile(_inner.Create(path), this);

    public IReadOnlyList<string> List(string directory) => _inner.List(directory);

    public void CreateDirectory(string path) => _inner.CreateDirectory(path);

    public void Rename(string from, string to) => _inner.Rename(from, to);

    public void Delete(string path) => _inner.Delete(path);

    public void SyncDirectory(string path) => _inner.SyncDirectory(path);

    public IDisposable Lock(string path) => _inner.Lock(path);

    private sealed class CountingFile(IJournalFile inner, CountingFiles files) : IJournalFile
    {
        public int Read(Span<byte> destination, long offset) => inner.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => inner.Write(source, offset);

        public void Preallocate(long bytes) => inner.Preallocate(bytes);

        public void DataSync()
        {
            Interlocked.Increment(ref files._syncs);
            files.OnSync();
            inner.DataSync();
        }

        public void Dispose() => inner.Dispose();
    }
}
