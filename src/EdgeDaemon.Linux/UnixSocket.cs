using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Linux;

/// <summary>What a <see cref="UnixSocket"/> carries; the numbers are C's.</summary>
public enum UnixSocketType
{
    /// <summary>Bytes in order (SOCK_STREAM).</summary>
    Stream = 1,

    /// <summary>Messages without a connection (SOCK_DGRAM).</summary>
    Datagram = 2,

    /// <summary>Whole messages over a connection (SOCK_SEQPACKET).</summary>
    Messages = 5,
}

/// <summary><c>struct ucred</c>: who is at the other end, as the kernel says.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);

/// <summary>A socket cannot be used; the message says why.</summary>
public sealed class UnixSocketException(string message, int error = 0) : IOException(message)
{
    /// <summary>The error number (errno); 0 when no call failed.</summary>
    public int Error => error;
}

/// <summary>
/// A socket of this machine (AF_UNIX, unix(7)), over libc: nothing here can name another address family, and the vision side refers to no
/// networking library at all. Sending and receiving allocate nothing.
/// </summary>
public sealed class UnixSocket : IDisposable
{
    private const int Backlog = 4;
    private const int FamilyBytes = sizeof(ushort);
    private const int MostPathBytes = 107; // sun_path less its final zero
    private readonly SafeFileHandle _handle;

    private UnixSocket(SafeFileHandle handle) => _handle = handle;

    /// <summary>The descriptor's number, for waits while this object lives.</summary>
    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Listens at a path, in place of what a process that was killed has left there.</summary>
    /// <param name="type">What it carries.</param>
    /// <param name="path">The path.</param>
    /// <param name="mode">The file's mode, from its first moment on.</param>
    /// <param name="noFolder">What is said where the folder is not there.</param>
    /// <param name="taken">What is said where another process listens.</param>
    /// <exception cref="UnixSocketException">It cannot be listened at.</exception>
    /// <exception cref="IOException">What was left there cannot be removed.</exception>
    public static UnixSocket ListenAlone(UnixSocketType type, string path, UnixFileMode mode, string noFolder, string taken)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new UnixSocketException(noFolder);
        if (TryConnect(type, path) is { } other)
        {
            other.Dispose();
            throw new UnixSocketException(taken);
        }

        // Left over: nobody answered.
        File.Delete(path);
        return Listen(type, path, mode);
    }

    /// <summary>Listens at a path at which nobody listens; <paramref name="mode"/> is the file's from its first moment on.</summary>
    /// <exception cref="UnixSocketException">It cannot be listened at.</exception>
    public static UnixSocket Listen(UnixSocketType type, string path, UnixFileMode mode)
    {
        const uint All = 0x1FF;
        var address = AddressOf(path);
        var socket = Open(type, Libc.SOCK_NONBLOCK);
        try
        {
            // The mode of a socket's file is that of the process's mask at bind; changed after it, there would be a moment of another one.
            var mask = Libc.umask(All & ~(uint)mode);
            try
            {
                Check(Libc.bind(socket._handle, address, (uint)address.Length), "cannot be bound", path);
            }
            finally
            {
                _ = Libc.umask(mask);
            }

            Check(Libc.listen(socket._handle, Backlog), "cannot be listened on", path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects; sending and receiving wait.</summary>
    /// <exception cref="UnixSocketException">Nobody listens (ECONNREFUSED, ENOENT), or it may not be used.</exception>
    public static UnixSocket Connect(UnixSocketType type, string path)
    {
        var address = AddressOf(path);
        var socket = Open(type);
        if (Libc.connect(socket._handle, address, (uint)address.Length) == 0)
            return socket;
        var error = Marshal.GetLastPInvokeError();
        socket.Dispose();
        throw Failure("cannot be connected to", path, error);
    }

    /// <summary>Connects; null when nobody listens there.</summary>
    /// <exception cref="UnixSocketException">It may not be used, or the path is too long.</exception>
    public static UnixSocket? TryConnect(UnixSocketType type, string path)
    {
        try
        {
            return Connect(type, path);
        }
        catch (UnixSocketException e) when (e.Error is Libc.ECONNREFUSED or Libc.ENOENT)
        {
            return null;
        }
    }

    /// <summary>A socket that is connected to nobody.</summary>
    /// <exception cref="UnixSocketException">No descriptor is to be had.</exception>
    public static UnixSocket Open(UnixSocketType type) => Open(type, 0);

    /// <summary>An address for <see cref="SendTo"/>: <c>struct sockaddr_un</c>.</summary>
    /// <param name="name">A path, or <c>@</c> and a name in the abstract namespace.</param>
    /// <exception cref="UnixSocketException">The name is empty or too long.</exception>
    public static byte[] AddressOf(string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        if (length is 0 or > MostPathBytes)
            throw new UnixSocketException($"A socket's path has 1 to {MostPathBytes} bytes; '{name}' has {length}. Choose a shorter one.");
        var isAbstract = name[0] == '@';
        var address = new byte[FamilyBytes + length + (isAbstract ? 0 : 1)];
        MemoryMarshal.Write(address, (ushort)Libc.AF_UNIX);
        Encoding.UTF8.GetBytes(name, address.AsSpan(FamilyBytes));
        if (isAbstract)
            address[FamilyBytes] = 0;
        return address;
    }

    /// <summary>Takes the next connection; null when none came in this time, or it was gone before it was taken.</summary>
    /// <param name="timeout">Longest wait; <see cref="TimeSpan.Zero"/> looks and does not wait.</param>
    /// <exception cref="UnixSocketException">The kernel refuses, as when this process has too many descriptors.</exception>
    public UnixSocket? Accept(TimeSpan timeout)
    {
        if (DescriptorWait.For(Descriptor, Libc.POLLIN, timeout) != WaitEnd.Ready)
            return null;
        var accepted = Libc.accept4(_handle, 0, 0, Libc.SOCK_CLOEXEC);
        if (!accepted.IsInvalid)
            return new UnixSocket(accepted);
        var error = Marshal.GetLastPInvokeError();
        accepted.Dispose();
        return error is Libc.EINTR or Libc.EAGAIN or Libc.ECONNABORTED ? null : throw Failure("accepts no connection", "", error);
    }

    /// <summary>Bounds how long <see cref="Receive"/> and <see cref="Send"/> wait.</summary>
    /// <exception cref="UnixSocketException">It takes no limit.</exception>
    public void SetTimeout(TimeSpan timeout)
    {
        var time = new Libc.TimeValue { Seconds = (long)timeout.TotalSeconds, Microseconds = timeout.Milliseconds * 1000L };
        var size = (uint)Marshal.SizeOf<Libc.TimeValue>();
        Check(Libc.setsockopt(_handle, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, in time, size), "takes no time limit", "");
        Check(Libc.setsockopt(_handle, Libc.SOL_SOCKET, Libc.SO_SNDTIMEO, in time, size), "takes no time limit", "");
    }

    /// <summary>Who is at the other end.</summary>
    /// <exception cref="UnixSocketException">The kernel does not say.</exception>
    public PeerCredentials PeerCredentials()
    {
        var size = (uint)Marshal.SizeOf<PeerCredentials>();
        Check(Libc.getsockopt(_handle, Libc.SOL_SOCKET, Libc.SO_PEERCRED, out var peer, ref size), "does not say who is at the other end", "");
        return peer;
    }

    /// <summary>Bytes received, 0 when the other end is gone, less when the time is up. A message that is too long is cut.</summary>
    public int Receive(Span<byte> message) => (int)Libc.recv(_handle, message, (nuint)message.Length, 0);

    /// <summary>Sends. False: the other end is gone, or did not take all of it.</summary>
    public bool Send(ReadOnlySpan<byte> message) => Libc.send(_handle, message, (nuint)message.Length, Libc.MSG_NOSIGNAL) == message.Length;

    /// <summary>Sends what goes without waiting: bytes sent; 0 when the other end takes nothing now; less when it is gone.</summary>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        var count = Libc.send(_handle, bytes, (nuint)bytes.Length, Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT);
        return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() is Libc.EAGAIN or Libc.EINTR ? 0 : -1;
    }

    /// <summary>Sends one datagram. False: nobody took it.</summary>
    /// <param name="message">All of it.</param>
    /// <param name="address">As <see cref="AddressOf"/> made it.</param>
    /// <param name="mayWait">Wait when the listener is behind?</param>
    public bool SendTo(ReadOnlySpan<byte> message, byte[] address, bool mayWait) =>
        Libc.sendto(_handle, message, (nuint)message.Length, Libc.MSG_NOSIGNAL | (mayWait ? 0 : Libc.MSG_DONTWAIT), address, (uint)address.Length) >= 0;

    /// <summary>
    /// Ends a connection so that the other side sees it at once. Closing alone leaves it open as long as a process that was started in
    /// this moment has not got rid of its copy of the descriptor.
    /// </summary>
    public void Disconnect()
    {
        _ = Libc.shutdown(_handle, Libc.SHUT_RDWR);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static UnixSocket Open(UnixSocketType type, int flags)
    {
        var handle = Libc.socket(Libc.AF_UNIX, (int)type | Libc.SOCK_CLOEXEC | flags, 0);
        if (!handle.IsInvalid)
            return new UnixSocket(handle);
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw Failure("cannot be made", "", error);
    }

    private static void Check(int result, string what, string path)
    {
        if (result < 0)
            throw Failure(what, path, Marshal.GetLastPInvokeError());
    }

    private static UnixSocketException Failure(string what, string path, int error) =>
        new($"The socket {(path.Length > 0 ? $"'{path}' " : "")}{what}: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
