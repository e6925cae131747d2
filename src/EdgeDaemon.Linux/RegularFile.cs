using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Linux;

/// <summary>A file is none that is read; the message says why, and does not name it.</summary>
/// <param name="message">Why.</param>
/// <param name="isMissing">Is there none?</param>
public sealed class FileRefusedException(string message, bool isMissing = false) : IOException(message)
{
    /// <summary>Is there no such file? Otherwise there is something that was not read.</summary>
    public bool IsMissing => isMissing;
}

/// <summary>Opens files that somebody else names or writes, and nothing but files: a pipe would hang the reader, a device has no end.</summary>
public static class RegularFile
{
    /// <summary>Opens a file for reading; symbolic links are followed.</summary>
    /// <exception cref="FileRefusedException">It is missing, no regular file, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        // Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
        var handle = Libc.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw new FileRefusedException($"cannot be read ({Marshal.GetPInvokeErrorMessage(error)})", isMissing: error == Libc.ENOENT);
        }

        if (Is(handle))
            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        handle.Dispose();
        throw new FileRefusedException("not a regular file");
    }

    /// <summary>Is an open file one?</summary>
    public static bool Is(SafeFileHandle file) =>
        Libc.statx(file, "", Libc.AT_EMPTY_PATH, Libc.STATX_TYPE, out var status) == 0 && (status.Mode & Libc.FileTypeBits) == Libc.RegularFileType;

    /// <summary>Reads a whole file; symbolic links are followed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Refuse what is larger.</param>
    /// <exception cref="FileRefusedException">As for <see cref="Open"/>, or it is larger.</exception>
    /// <exception cref="IOException">Reading failed half way.</exception>
    public static byte[] Read(string path, long maxBytes)
    {
        using var file = Open(path);
        return Read(file, maxBytes);
    }

    /// <summary>Reads the rest of an open file.</summary>
    /// <exception cref="FileRefusedException">It is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">Reading failed half way.</exception>
    public static byte[] Read(FileStream file, long maxBytes)
    {
        if (file.Length > maxBytes)
            throw new FileRefusedException($"{file.Length} bytes; at most {maxBytes} are expected");
        var bytes = new byte[file.Length];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? bytes : bytes[..length];
    }
}
