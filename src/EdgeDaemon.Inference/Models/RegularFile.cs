using System.Runtime.InteropServices;
using EdgeDaemon.Inference.Interop;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Inference.Models;

/// <summary>Opens files that somebody names, and nothing but files: a pipe would hang the reader, a device has no end.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file; symbolic links are followed.</param>
    /// <param name="shown">What messages call it.</param>
    /// <exception cref="ModelBundleException">It is no regular file, or may not be read.</exception>
    public static FileStream Open(string path, string shown)
    {
        // Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
        var handle = new SafeFileHandle(Libc.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC), ownsHandle: true);
        if (handle.IsInvalid)
            throw new ModelBundleException($"{shown}: cannot be read ({Marshal.GetLastPInvokeErrorMessage()}).");
        try
        {
            var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (file.CanSeek && !Directory.Exists(path))
                return file;
            file.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            handle.Dispose();
        }

        throw new ModelBundleException($"{shown}: not a regular file.");
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file; symbolic links are followed.</param>
    /// <param name="shown">What messages call it.</param>
    /// <param name="maxBytes">Refuse what is larger.</param>
    /// <exception cref="ModelBundleException">As for <see cref="Open"/>, or it is larger.</exception>
    /// <exception cref="IOException">Reading failed half way.</exception>
    public static byte[] Read(string path, string shown, long maxBytes)
    {
        using var file = Open(path, shown);
        return Read(file, shown, maxBytes);
    }

    /// <summary>Reads the rest of an open file.</summary>
    /// <exception cref="ModelBundleException">It is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">Reading failed half way.</exception>
    public static byte[] Read(FileStream file, string shown, long maxBytes)
    {
        if (file.Length > maxBytes)
            throw new ModelBundleException($"{shown}: {file.Length} bytes; at most {maxBytes} are expected.");
        var bytes = new byte[file.Length];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? bytes : bytes[..length];
    }
}
