namespace EdgeDaemon.Journal;

/// <summary>
/// All that the journal asks of a file system. Tests put a simulated disk behind it that loses, tears and reorders what was
/// not synced. Every call that fails throws <see cref="JournalFileException"/>.
/// </summary>
public interface IJournalFileSystem
{
    /// <summary>Opens a file for reading; null when there is none, or something else in its place.</summary>
    IJournalFile? TryOpenRead(string path);

    /// <summary>Opens a file for reading and writing; null when there is none, or something else in its place.</summary>
    IJournalFile? TryOpenWrite(string path);

    /// <summary>Makes an empty file for reading and writing; one that was there is emptied.</summary>
    IJournalFile Create(string path);

    /// <summary>Names of the files in a folder, in no order; none when the folder is missing. One with far too many entries is refused.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Makes a folder and those above it; nothing happens when it is there.</summary>
    void CreateDirectory(string path);

    /// <summary>Renames atomically within a folder; a file of the new name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; nothing happens when it is missing.</summary>
    void Delete(string path);

    /// <summary>Makes creations, renames and deletions in a folder survive a power cut.</summary>
    void SyncDirectory(string path);

    /// <summary>Takes an exclusive lock that ends with the process, and writes the process id into the file.</summary>
    /// <exception cref="JournalException">Another holds it; the message says which process.</exception>
    IDisposable Lock(string path);
}
