using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Pipeline.Control.Interop;

/// <summary>
/// A Unix socket of whole messages (AF_UNIX, SOCK_SEQPACKET), over libc: this process holds no network code, and nothing here can
/// name another address family.
/// </summary>
internal sealed partial class UnixSocket : IDisposable
{
    // linux/socket.h, fcntl.h, poll.h: the same on x64 and arm64.
    private const int AF_UNIX = 1;
    private const int SOCK_SEQPACKET = 5;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;
    private const int SO_RCVTIMEO = 20;
    private const int SO_SNDTIMEO = 21;
    private const int MSG_NOSIGNAL = 0x4000;
    private const short POLLIN = 1;
    private const int EINTR = 4;
    private const int EAGAIN = 11;
    private const int ECONNABORTED = 103;
    private const int ECONNREFUSED = 111;
    private const int ENOENT = 2;
    private const int AddressPathOffset = 2;
    private const int MostPathBytes = 107;
    private readonly SafeFileHandle _handle;

    private UnixSocket(SafeFileHandle handle) => _handle = handle;

    /// <summary>Makes a socket at <paramref name="path"/> that others can connect to, with mode 0660 from its first moment on.</summary>
    /// <exception cref="UnixSocketException">It cannot be made; the message says why.</exception>
    public static UnixSocket Listen(string path)
    {
        var socket = Create(path);
        try
        {
            Span<byte> address = stackalloc byte[AddressPathOffset + MostPathBytes + 1];
            var length = Address(path, address);

            // The mode of a socket file is that of the process's mask at bind; changed after it, there would be a moment of another one.
            var mask = umask(0x1FF & ~0x1B0);
            try
            {
                Check(bind(socket._handle, address, length), "cannot be bound", path);
            }
            finally
            {
                _ = umask(mask);
            }

            Check(listen(socket._handle, 4), "cannot be listened on", path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a socket; null when nobody listens there.</summary>
    /// <exception cref="UnixSocketException">It may not be used, or the path is too long.</exception>
    public static UnixSocket? TryConnect(string path)
    {
        var socket = Create(path);
        Span<byte> address = stackalloc byte[AddressPathOffset + MostPathBytes + 1];
        var length = Address(path, address);
        if (connect(socket._handle, address, length) == 0)
            return socket;
        var errno = Marshal.GetLastPInvokeError();
        socket.Dispose();
        return errno is ECONNREFUSED or ENOENT ? null : throw Failure("cannot be connected to", path, errno);
    }

    /// <summary>Waits for the next connection; null when the time is up or it was gone before it was taken.</summary>
    /// <exception cref="UnixSocketException">The socket is of no more use.</exception>
    public UnixSocket? Accept(TimeSpan timeout)
    {
        var wait = new PollFd { Events = POLLIN };
        var isReferenced = false;
        try
        {
            _handle.DangerousAddRef(ref isReferenced);
            wait.Descriptor = (int)_handle.DangerousGetHandle();
            if (poll(ref wait, 1, (int)timeout.TotalMilliseconds) <= 0)
                return null;
        }
        finally
        {
            if (isReferenced)
                _handle.DangerousRelease();
        }

        var accepted = accept4(_handle, 0, 0, SOCK_CLOEXEC);
        if (accepted >= 0)
            return new UnixSocket(new SafeFileHandle(accepted, ownsHandle: true));
        var errno = Marshal.GetLastPInvokeError();
        return errno is EINTR or EAGAIN or ECONNABORTED ? null : throw Failure("accepts no connection", "", errno);
    }

    /// <summary>Bounds how long <see cref="Receive"/> and <see cref="Send"/> wait.</summary>
    public void SetTimeout(TimeSpan timeout)
    {
        var time = new TimeVal { Seconds = (long)timeout.TotalSeconds, Microseconds = timeout.Milliseconds * 1000L };
        var size = (uint)Marshal.SizeOf<TimeVal>();
        Check(setsockopt(_handle, SOL_SOCKET, SO_RCVTIMEO, in time, size), "takes no time limit", "");
        Check(setsockopt(_handle, SOL_SOCKET, SO_SNDTIMEO, in time, size), "takes no time limit", "");
    }

    /// <summary>The user that the kernel says is at the other end.</summary>
    public PeerCredentials PeerCredentials()
    {
        var size = (uint)Marshal.SizeOf<PeerCredentials>();
        Check(getsockopt(_handle, SOL_SOCKET, SO_PEERCRED, out var peer, ref size), "does not say who is at the other end", "");
        return peer;
    }

    /// <summary>The next message; its size, 0 when the other end is gone, or less when the time is up. One that is too long is cut.</summary>
    public int Receive(Span<byte> message) => (int)recv(_handle, message, (nuint)message.Length, 0);

    /// <summary>Sends a message. False: the other end is gone, or takes nothing.</summary>
    public bool Send(ReadOnlySpan<byte> message) => send(_handle, message, (nuint)message.Length, MSG_NOSIGNAL) == message.Length;

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static UnixSocket Create(string path)
    {
        var descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        return descriptor >= 0
            ? new UnixSocket(new SafeFileHandle(descriptor, ownsHandle: true))
            : throw Failure("cannot be made", path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Fills in <c>struct sockaddr_un</c>; returns its length.</summary>
    private static uint Address(string path, Span<byte> address)
    {
        address.Clear();
        address[0] = AF_UNIX;
        var bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes > MostPathBytes)
            throw new UnixSocketException($"The path of the command socket '{path}' has {bytes} bytes; the system takes at most {MostPathBytes}. Set commands.socket.");
        Encoding.UTF8.GetBytes(path, address[AddressPathOffset..]);
        return (uint)(AddressPathOffset + bytes + 1);
    }

    private static void Check(int result, string what, string path)
    {
        if (result < 0)
            throw Failure(what, path, Marshal.GetLastPInvokeError());
    }

    private static UnixSocketException Failure(string what, string path, int errno) =>
        new($"The command socket {(path.Length > 0 ? $"'{path}' " : "")}{what}: {Marshal.GetPInvokeErrorMessage(errno)}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(SafeFileHandle socket, nint address, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollFd descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeFileHandle socket, int level, int name, in TimeVal value, uint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeFileHandle socket, int level, int name, out PeerCredentials value, ref uint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeFileHandle socket, Span<byte> buffer, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeFileHandle socket, ReadOnlySpan<byte> buffer, nuint size, int flags);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeVal
    {
        public long Seconds;
        public long Microseconds;
    }
}

/// <summary><c>struct ucred</c>: who is at the other end of a Unix socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);

/// <summary>The command socket cannot be used; the message says why.</summary>
internal sealed class UnixSocketException(string message) : Exception(message);
