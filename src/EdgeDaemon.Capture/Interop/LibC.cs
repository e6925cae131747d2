using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Interop;

/// <summary>
/// Calls of the C library: files, for loops in which a managed handle per file would be garbage; devices; waiting for a descriptor
/// or a wake-up; Unix sockets, so that this side refers to no networking library at all. The flags and error numbers have these
/// values on x64 and arm64 alike.
/// </summary>
internal static unsafe partial class LibC
{
    internal const int O_RDONLY = 0;
    internal const int O_RDWR = 2;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int ENXIO = 6;
    internal const int EAGAIN = 11;
    internal const int EACCES = 13;
    internal const int EBUSY = 16;
    internal const int ENODEV = 19;
    internal const int EINVAL = 22;
    internal const int ENOTTY = 25;
    internal const int ENOSPC = 28;
    internal const int EPROTO = 71;

    internal const int ECONNREFUSED = 111;
    internal const int EADDRINUSE = 98;

    internal const int SIGINT = 2;

    internal const int F_SETFD = 2;
    internal const int FD_CLOEXEC = 1;
    internal const int F_SETPIPE_SZ = 1031;

    internal const int AF_UNIX = 1;
    internal const int SOCK_STREAM = 1;
    internal const int SOCK_NONBLOCK = O_NONBLOCK;
    internal const int SOCK_CLOEXEC = O_CLOEXEC;
    internal const int MSG_NOSIGNAL = 0x4000;
    internal const int SHUT_RDWR = 2;

    internal const int PROT_READ = 1;
    internal const int MAP_SHARED = 1;

    internal const short POLLIN = 0x1;
    internal const short POLLOUT = 0x4;
    internal const short POLLERR = 0x8;
    internal const short POLLHUP = 0x10;
    internal const short POLLNVAL = 0x20;

    internal const int EFD_SEMAPHORE = 1;
    internal const int EFD_NONBLOCK = O_NONBLOCK;
    internal const int EFD_CLOEXEC = O_CLOEXEC;

    /// <summary>A descriptor, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int open(byte* path, int flags);

    /// <summary>Bytes read, 0 at the end, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nuint count);

    /// <summary>0, or -1 and errno; the descriptor is gone either way.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    /// <summary>Bytes written, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buffer, nuint count);

    /// <summary>Not below 0, or -1 and errno. Variadic in C; one pointer goes where a named argument would.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, void* argument);

    /// <summary>An address, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(void* address, nuint length, int protection, int flags, int fd, nint offset);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint address, nuint length);

    /// <summary>How many descriptors have something to tell, 0 when the time is over, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    /// <summary>A descriptor that counts, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    /// <summary>Not below 0, or -1 and errno. Variadic in C; one integer goes where a named argument would.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int fd, int command, int argument);

    /// <summary>A descriptor, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int bind(int fd, byte* address, uint length);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int listen(int fd, int backlog);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int connect(int fd, byte* address, uint length);

    /// <summary>A descriptor, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int accept4(int fd, byte* address, uint* length, int flags);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shutdown(int fd, int how);

    /// <summary>Bytes sent, or -1 and errno.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint send(int fd, byte* buffer, nuint count, int flags);

    /// <summary><c>struct pollfd</c>.</summary>
    internal struct PollDescriptor
    {
        internal int fd;
        internal short events;
        internal short revents;
    }
}
