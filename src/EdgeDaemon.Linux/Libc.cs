using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Linux;

/// <summary>
/// The C library's calls that .NET does not offer, or does not promise: the one place for them. Names, arguments and results are C's
/// own; flags and error numbers have these values on x64 and arm64 alike, save one. Calls that take a bare descriptor are for loops in which a
/// managed handle per file would be garbage; all others take a handle. Where it is not said otherwise a call returns -1 and sets errno
/// (<see cref="Marshal.GetLastPInvokeError"/>) when it fails.
/// </summary>
internal static unsafe partial class Libc
{
    // open(2), errno(3), signal(7), fcntl(2), flock(2), rename(2), mmap(2), poll(2), eventfd(2), socket(2), unix(7)
    internal const int O_RDONLY = 0;
    internal const int O_RDWR = 2;
    internal const int O_CREAT = 0x40;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    /// <summary>The one flag here that differs.</summary>
    internal static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int E2BIG = 7;
    internal const int ENXIO = 6;
    internal const int EAGAIN = 11;
    internal const int EACCES = 13;
    internal const int EBUSY = 16;
    internal const int ENODEV = 19;
    internal const int EISDIR = 21;
    internal const int EINVAL = 22;
    internal const int ENOTTY = 25;
    internal const int ENOSPC = 28;
    internal const int ELOOP = 40;
    internal const int EPROTO = 71;
    internal const int ECONNABORTED = 103;
    internal const int ECONNREFUSED = 111;

    internal const int SIGINT = 2;

    internal const int F_SETFD = 2;
    internal const int FD_CLOEXEC = 1;
    internal const int F_SETPIPE_SZ = 1031;
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;
    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_TYPE = 1;
    internal const int FileTypeBits = 0xF000;    // S_IFMT
    internal const int RegularFileType = 0x8000; // S_IFREG
    internal const uint RENAME_EXCHANGE = 2;

    internal const int PROT_READ = 1;
    internal const int MAP_SHARED = 1;

    internal const short POLLIN = 0x1;
    internal const short POLLOUT = 0x4;

    internal const int EFD_SEMAPHORE = 1;
    internal const int EFD_NONBLOCK = O_NONBLOCK;
    internal const int EFD_CLOEXEC = O_CLOEXEC;

    internal const int AF_UNIX = 1;
    internal const int SOCK_NONBLOCK = O_NONBLOCK;
    internal const int SOCK_CLOEXEC = O_CLOEXEC;
    internal const int SOL_SOCKET = 1;
    internal const int SO_PEERCRED = 17;
    internal const int SO_RCVTIMEO = 20;
    internal const int SO_SNDTIMEO = 21;
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_NOSIGNAL = 0x4000;
    internal const int SHUT_RDWR = 2;
    internal const int PRIO_PROCESS = 0;

    /// <summary>A descriptor.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int open(byte* path, int flags);

    /// <summary>An invalid handle when it fails.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle open(string path, int flags, int mode);

    /// <summary>The same, once more whenever a signal interrupts it.</summary>
    internal static SafeFileHandle Open(string path, int flags, int mode = 0)
    {
        while (true)
        {
            var handle = open(path, flags, mode);
            if (!handle.IsInvalid || Marshal.GetLastPInvokeError() != EINTR)
                return handle;
        }
    }

    /// <summary>Bytes read; 0 at the end.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nuint count);

    /// <summary>Bytes written.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buffer, nuint count);

    /// <summary>The descriptor is gone either way.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    /// <summary>Not below 0. Variadic in C; one pointer goes where a named argument would.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, void* argument);

    /// <summary>Not below 0. Variadic in C; one integer goes where a named argument would.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int fd, int command, int argument);

    /// <summary>An address.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(void* address, nuint length, int protection, int flags, int fd, nint offset);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint address, nuint length);

    /// <summary>A descriptor that counts.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    /// <summary>0. With <see cref="PRIO_PROCESS"/> and 0 it is the calling thread's, as Linux has it.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setpriority(int which, uint who, int priority);

    /// <summary>The user whose rights this process has.</summary>
    [LibraryImport("libc")]
    internal static partial uint geteuid();

    /// <summary>0. Seen by native code too, which .NET's own setting of variables is not.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);

    /// <summary>The path without symbolic links, <c>.</c> and <c>..</c>; 0 when it cannot be found. Free it with <see cref="NativeMemory.Free"/>.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint realpath(string path, nint buffer);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(SafeFileHandle file);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fdatasync(SafeFileHandle file);

    /// <summary>The error number itself; errno stays as it was.</summary>
    [LibraryImport("libc")]
    internal static partial int posix_fallocate(SafeFileHandle file, nint offset, nint length);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rename(string from, string to);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int renameat2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlink(string path);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(SafeFileHandle file, int operation);

    /// <summary>0. The structure is the same on every architecture, as that of stat(2) is not.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(SafeFileHandle file, string path, int flags, uint mask, out StatX status);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int descriptor, byte* path, int flags, uint mask, out StatX status);

    /// <summary>How many descriptors have something to tell; 0 when the time is over.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc")]
    internal static partial int adjtimex(ref byte timex);

    [LibraryImport("libc")]
    internal static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial SafeFileHandle socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int bind(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int connect(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial SafeFileHandle accept4(SafeFileHandle socket, nint address, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shutdown(SafeFileHandle socket, int how);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsockopt(SafeFileHandle socket, int level, int name, in TimeValue value, uint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockopt(SafeFileHandle socket, int level, int name, out PeerCredentials value, ref uint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recv(SafeFileHandle socket, Span<byte> buffer, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint send(SafeFileHandle socket, ReadOnlySpan<byte> buffer, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendto(SafeFileHandle socket, ReadOnlySpan<byte> message, nuint size, int flags, ReadOnlySpan<byte> address, uint length);

    /// <summary><c>struct pollfd</c>.</summary>
    internal struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

    /// <summary>Of <c>struct statx</c>, what is used here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        [FieldOffset(28)]
        internal ushort Mode;
    }

    /// <summary><c>struct timeval</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeValue
    {
        internal long Seconds;
        internal long Microseconds;
    }
}
