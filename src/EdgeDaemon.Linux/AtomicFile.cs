using System.Runtime.InteropServices;
using System.Text;

namespace EdgeDaemon.Linux;

/// <summary>
/// Replaces small files so that a reader, a crash or a power cut sees the old one or the new one, whole: a draft beside it, synced,
/// renamed over it, and the folder synced. The one writer of all state files. Processes may write the same file, threads of one may not.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file into a folder that is there.</summary>
    /// <param name="path">The file; a symbolic link in its place is replaced, never followed.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Its mode from its first moment on; null: as the process's mask says, at most 0666.</param>
    /// <exception cref="IOException">
    /// It could not be written; what was there is as it was, and no draft stays. Where only the folder could not be synced, the new one is there, and may be
    /// gone after a power cut.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        var draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.draft");
        try
        {
            // Whatever lies there, a link too, was left by a process that died: it goes, and nothing is written through it.
            File.Delete(draft);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            using (var file = new FileStream(draft, options))
            {
                // The mask may have taken something away.
                if (mode is { } exact && !OperatingSystem.IsWindows())
                    File.SetUnixFileMode(file.SafeFileHandle, exact);
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            TryDelete(draft);
            throw;
        }

        SyncFolder(folder);
    }

    /// <summary>Writes a text file in UTF-8; see <see cref="Write(string, ReadOnlySpan{byte}, UnixFileMode?)"/>.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, string content, UnixFileMode? mode = null) => Write(path, Encoding.UTF8.GetBytes(content), mode);

    /// <summary>Makes creations, renames and deletions in a folder survive a power cut.</summary>
    /// <exception cref="IOException">It cannot be opened or synced.</exception>
    public static void SyncFolder(string folder)
    {
        using var handle = Libc.Open(folder, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (handle.IsInvalid)
            throw new IOException($"{folder}: cannot be opened ({Marshal.GetLastPInvokeErrorMessage()}).");
        while (Libc.fsync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
                throw new IOException($"{folder}: cannot be written to disk ({Marshal.GetLastPInvokeErrorMessage()}).");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is the one to tell.
        }
    }
}
