using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Interop;

/// <summary>File calls of the C library, for loops in which a managed file handle per file would be garbage.</summary>
internal static unsafe partial class LibC
{
    internal const int O_RDONLY = 0;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    internal const int ENOENT = 2;
    internal const int EINTR = 4;

    /// <summary>A descriptor, or -1 and errno. The flags above have these values on x64 and arm64 alike.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int open(byte* path, int flags);

    /// <summary>Bytes read, 0 at the end, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nuint count);

    /// <summary>0, or -1 and errno; the descriptor is gone either way.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);
}
