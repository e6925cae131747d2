using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Journal;

/// <summary>
/// The machine's own file system, through libc. Thread-safe. What lies in a folder may be of another process's making: only regular files are
/// opened, without waiting and without following a link, and a folder with more entries than any journal has is not listed.
/// </summary>
public sealed class JournalFileSystem : IJournalFileSystem
{
    // Owner writes, group reads: the publisher runs under another account of the same group.
    private const int FileMode = 0b110_100_000;

    /// <summary>Most entries of a folder: twice the segments of the largest journal.</summary>
    public const int MostEntries = 8192;

    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <inheritdoc/>
    public IJournalFile? TryOpenRead(string path) => TryOpen(path, Libc.O_RDONLY);

    /// <inheritdoc/>
    public IJournalFile? TryOpenWrite(string path) => TryOpen(path, Libc.O_RDWR);

    /// <inheritdoc/>
    public IJournalFile Create(string path)
    {
        Delete(path);
        return TryOpen(path, Libc.O_RDWR | Libc.O_CREAT) ?? throw Failed("Creating", path, Libc.ENOENT);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        try
        {
            string?[] names = [.. new FileSystemEnumerable<string?>(directory, (ref FileSystemEntry entry) => entry.IsDirectory ? null : entry.FileName.ToString(), All).Take(MostEntries + 1)];
            return names.Length <= MostEntries ? [.. names.OfType<string>()]
                : throw new JournalFileException("Listing", directory, Libc.E2BIG, $"more than {MostEntries} entries; remove what is not the journal's");
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalFileException("Listing", directory, e.HResult, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalFileException("Creating the folder", path, e.HResult, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        while (Libc.rename(from, to) != 0)
        {
            if (Marshal.GetLastPInvokeError() is var error and not Libc.EINTR)
                throw Failed("Renaming", from, error);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        while (Libc.unlink(path) != 0 && Marshal.GetLastPInvokeError() is var error and not Libc.ENOENT)
        {
            if (error != Libc.EINTR)
                throw Failed("Deleting", path, error);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        using var directory = Open(path, Libc.O_RDONLY, out var error) ?? throw Failed("Opening the folder", path, error);
        while (Libc.fsync(directory) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            if (error != Libc.EINTR)
                throw Failed("Syncing the folder", path, error);
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock(string path)
    {
        var file = Open(path, Libc.O_RDWR | Libc.O_CREAT, out var error) ?? throw Failed("Opening the lock", path, error);
        while (Libc.flock(file, Libc.LOCK_EX | Libc.LOCK_NB) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            if (error == Libc.EINTR)
                continue;
            using (file)
                throw error == Libc.EAGAIN ? Held(file, path) : Failed("Locking", path, error);
        }

        try
        {
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
        }
        catch (IOException)
        {
            // The id only serves the other's error message; on a full disk the lock holds all the same.
        }

        return file;
    }

    internal static JournalFileException Failed(string operation, string path, int error) =>
        new(operation, path, error, Marshal.GetPInvokeErrorMessage(error));

    private static JournalException Held(SafeFileHandle file, string path)
    {
        Span<byte> text = stackalloc byte[16];
        var holder = Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, 0)]);
        return new JournalException(
            $"The journal lock '{path}' is held by process {holder}: one journal has one writer. "
            + "Stop that process, or give this one a folder of its own (journal.directory).");
    }

    private static JournalFile? TryOpen(string path, int flags)
    {
        var handle = Open(path, flags | Libc.O_NONBLOCK | Libc.O_NOFOLLOW, out var error);
        if (handle is not null && RegularFile.Is(handle))
            return new JournalFile(handle, path);
        handle?.Dispose();
        return handle is not null || error is Libc.ENOENT or Libc.ELOOP or Libc.ENXIO or Libc.EISDIR ? null : throw Failed("Opening", path, error);
    }

    private static SafeFileHandle? Open(string path, int flags, out int error)
    {
        var handle = Libc.Open(path, flags | Libc.O_CLOEXEC, FileMode);
        error = Marshal.GetLastPInvokeError();
        if (!handle.IsInvalid)
            return handle;
        handle.Dispose();
        return null;
    }
}
