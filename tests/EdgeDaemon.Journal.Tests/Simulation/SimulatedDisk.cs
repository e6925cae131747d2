namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>
/// A disk in memory that keeps apart what was written and what would survive. At a power cut each unsynced sector is, at random, lost,
/// kept in any of the versions that were written, or torn between two; renames and creations survive as a random prefix of the unsynced
/// ones, as on a file system with a metadata journal. Everything under <c>/ram/</c> survives a killed process only.
/// </summary>
internal sealed class SimulatedDisk : IJournalFileSystem
{
    public const string Memory = "/ram/";
    private const int PageBytes = 4096;
    private const int DirectorySyncBytes = 4 * PageBytes; // folder block, inode, descriptor and commit of the file system's journal

    private readonly List<Action<Dictionary<string, SimulatedNode>>> _unsyncedOperations = [];
    private Dictionary<string, SimulatedNode> _live = [];
    private Dictionary<string, SimulatedNode> _durable = [];
    private bool _isLocked;

    /// <summary>Called before each call with its name and path; may throw in its place.</summary>
    public Action<string, string>? Before { get; set; }

    /// <summary>Called after each call; may throw, as a process does that dies right then.</summary>
    public Action<string, string>? After { get; set; }

    /// <summary>
    /// Called with the path and a copy of the bytes of each write before, and of each read after it happened; may change them. What it returns is how many of
    /// them pass: a write of fewer ends so, as on a full disk.
    /// </summary>
    public Func<string, byte[], int>? Passes { get; set; }

    /// <summary>A mutant for testing the tests: syncs of these files and folders do nothing.</summary>
    public Func<string, bool> SkipsSync { get; set; } = static _ => false;

    /// <summary>Bytes that reached flash: whole pages at each sync.</summary>
    public long FlashBytes { get; private set; }

    /// <summary>Syncs of files and folders on flash.</summary>
    public long FlashSyncs { get; private set; }

    public IEnumerable<string> Paths => _live.Keys.Order(StringComparer.Ordinal);

    public static bool IsInMemory(string path) => path.StartsWith(Memory, StringComparison.Ordinal);

    /// <summary>The process dies; the machine runs on.</summary>
    public void Kill() => _isLocked = false;

    /// <summary>The power goes; what comes back is drawn from <paramref name="random"/>.</summary>
    public void CutPower(Random random)
    {
        _isLocked = false;
        var survived = random.Next(_unsyncedOperations.Count + 1);
        foreach (var operation in _unsyncedOperations.Take(survived))
            operation(_durable);
        _unsyncedOperations.Clear();
        _live = _durable.Where(entry => !IsInMemory(entry.Key)).ToDictionary();
        _durable = new(_live);
        foreach (var node in _live.Values.Distinct())
            node.CutPower(random);
    }

    public void Corrupt(string path, long offset, byte mask) => _live[path].Corrupt(offset, mask);

    public byte[] Bytes(string path) => _live[path].Snapshot();

    public IJournalFile? TryOpenRead(string path) => Open("open", path);

    public IJournalFile? TryOpenWrite(string path) => Open("open-write", path);

    public IJournalFile Create(string path) => Call("create", path, () =>
    {
        var node = new SimulatedNode();
        Apply(files => files[path] = node);
        return new SimulatedFile(this, node, path);
    });

    public IReadOnlyList<string> List(string directory) => Call<IReadOnlyList<string>>("list", directory, () =>
        [.. _live.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))]);

    public void CreateDirectory(string path) => Call("create-directory", path, () => { });

    public void Rename(string from, string to) => Call("rename", from, () =>
    {
        var node = _live[from];
        Apply(files =>
        {
            files.Remove(from);
            files[to] = node;
        });
    });

    public void Delete(string path) => Call("delete", path, () =>
    {
        if (_live.ContainsKey(path))
            Apply(files => files.Remove(path));
    });

    public void SyncDirectory(string path) => Call("sync-directory", path, () =>
    {
        if (SkipsSync(path))
            return;
        foreach (var operation in _unsyncedOperations)
            operation(_durable);
        _unsyncedOperations.Clear();
        FlashBytes += DirectorySyncBytes;
        FlashSyncs++;
    });

    public IDisposable Lock(string path)
    {
        if (_isLocked)
            throw new JournalException($"'{path}' is held by process 4711.");
        _isLocked = true;
        return new Releaser(this);
    }

    internal void Call(string operation, string path, Action action) => Call(operation, path, () =>
    {
        action();
        return 0;
    });

    internal T Call<T>(string operation, string path, Func<T> action)
    {
        Before?.Invoke(operation, path);
        var result = action();
        After?.Invoke(operation, path);
        return result;
    }

    internal void CountSync(int pages, string path)
    {
        if (IsInMemory(path))
            return;
        FlashBytes += pages * PageBytes;
        FlashSyncs++;
    }

    private SimulatedFile? Open(string operation, string path) => Call(operation, path, () =>
        _live.TryGetValue(path, out var node) ? new SimulatedFile(this, node, path) : null);

    private void Apply(Action<Dictionary<string, SimulatedNode>> operation)
    {
        operation(_live);
        _unsyncedOperations.Add(operation);
    }

    private sealed class Releaser(SimulatedDisk disk) : IDisposable
    {
        public void Dispose() => disk._isLocked = false;
    }
}
