using System.Runtime.InteropServices;
using EdgeDaemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Journal;

/// <summary>A file of <see cref="JournalFileSystem"/>. Reading and writing allocate nothing.</summary>
internal sealed class JournalFile(SafeFileHandle handle, string path) : IJournalFile
{
    /// <inheritdoc/>
    public int Read(Span<byte> destination, long offset)
    {
        try
        {
            var total = 0;
            while (total < destination.Length)
            {
                var count = RandomAccess.Read(handle, destination[total..], offset + total);
                if (count == 0)
                    break;
                total += count;
            }

            return total;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalFileException("Reading", path, e.HResult, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        try
        {
            RandomAccess.Write(handle, source, offset); // goes on after short writes and EINTR
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalFileException("Writing", path, e.HResult, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Preallocate(long bytes)
    {
        int error;
        do
        {
            error = Libc.posix_fallocate(handle, 0, (nint)bytes);
        }
        while (error == Libc.EINTR);
        if (error != 0)
            throw JournalFileSystem.Failed($"Reserving {bytes} bytes for", path, error);
    }

    /// <inheritdoc/>
    public void DataSync()
    {
        while (Libc.fdatasync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Libc.EINTR)
                throw JournalFileSystem.Failed("Syncing", path, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
