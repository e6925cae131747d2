using System.Runtime.InteropServices;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>
/// Reads whole files into one buffer that is kept. It calls the C library itself, because each managed open makes a handle
/// object, and holding thousands of files open instead would run into the descriptor limit and hide that a file has changed.
/// </summary>
internal sealed class PictureFileReader
{
    private byte[] _buffer = new byte[256 << 10];

    /// <summary>Reads a file.</summary>
    /// <returns>Its content, valid until the next call.</returns>
    /// <exception cref="FrameDecodeException">It is gone, unreadable no regular file, or larger than <see cref="PictureLimits.MaxFileBytes"/>.</exception>
    internal ReadOnlySpan<byte> Read(PictureFile file)
    {
        var descriptor = Open(file);
        try
        {
            if (!IsRegular(descriptor))
                throw new FrameDecodeException($"Picture '{file.Path}' is not a regular file.");
            var length = 0;
            while (true)
            {
                if (length == _buffer.Length)
                    Grow(file);
                var count = ReadSome(descriptor, _buffer.AsSpan(length), file);
                if (count == 0)
                    return _buffer.AsSpan(0, length);
                length += count;
            }
        }
        finally
        {
            // Nothing was written, so there is nothing that a failed close could lose.
            _ = Libc.close(descriptor);
        }
    }

    private static unsafe int Open(PictureFile file)
    {
        fixed (byte* path = file.NativePath)
        {
            while (true)
            {
                // Non-blocking: to open a named pipe would wait for a writer.
                var descriptor = Libc.open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
                if (descriptor >= 0)
                    return descriptor;
                var error = Marshal.GetLastPInvokeError();
                if (error == Libc.ENOENT)
                    throw new FrameDecodeException($"Picture '{file.Path}' is gone.");
                if (error != Libc.EINTR)
                    throw new FrameDecodeException($"Picture '{file.Path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    private static unsafe bool IsRegular(int descriptor)
    {
        byte emptyPath = 0;
        return Libc.statx(descriptor, &emptyPath, Libc.AT_EMPTY_PATH, Libc.STATX_TYPE, out var status) == 0 && (status.Mode & Libc.FileTypeBits) == Libc.RegularFileType;
    }

    private static unsafe int ReadSome(int descriptor, Span<byte> destination, PictureFile file)
    {
        fixed (byte* buffer = destination)
        {
            while (true)
            {
                var count = Libc.read(descriptor, buffer, (nuint)destination.Length);
                if (count >= 0)
                    return (int)count;
                var error = Marshal.GetLastPInvokeError();
                if (error != Libc.EINTR)
                    throw new FrameDecodeException($"Picture '{file.Path}' cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    private void Grow(PictureFile file)
    {
        PictureLimits.CheckFile(file.Path, _buffer.Length);
        Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, PictureLimits.MaxFileBytes + 1));
    }
}
