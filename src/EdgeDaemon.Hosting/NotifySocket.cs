using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Hosting;

/// <summary>
/// The datagram socket on which systemd hears its services (sd_notify(3)). Through libc and not through System.Net, of which the
/// vision side holds nothing; it can reach nothing but a Unix socket of this machine.
/// </summary>
internal sealed partial class NotifySocket : IDisposable
{
    // linux/socket.h and linux/un.h; the same on x64 and arm64.
    private const int AF_UNIX = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int FamilySize = sizeof(ushort);
    private const int MostPathBytes = 108;

    private readonly byte[] _address;
    private readonly SafeFileHandle _socket;

    private NotifySocket(byte[] address, SafeFileHandle socket) => (_address, _socket) = (address, socket);

    /// <summary>Opens the socket that $NOTIFY_SOCKET names; null when it names none that can be used: nobody listens then.</summary>
    /// <param name="name">An absolute path, or <c>@</c> and a name in the abstract namespace.</param>
    public static NotifySocket? Open(string? name)
    {
        if (name is null || AddressOf(name) is not { } address)
            return null;
        var socket = Socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (!socket.IsInvalid)
            return new NotifySocket(address, socket);
        socket.Dispose();
        return null;
    }

    /// <summary>Sends one message; whether it arrived does not matter to a service that goes on either way.</summary>
    /// <param name="message">UTF-8, lines of KEY=VALUE.</param>
    /// <param name="mayWait">Wait when the listener is behind? What is said again soon need not.</param>
    public void Send(ReadOnlySpan<byte> message, bool mayWait) =>
        SendTo(_socket, message, (nuint)message.Length, MSG_NOSIGNAL | (mayWait ? 0 : MSG_DONTWAIT), _address, (uint)_address.Length);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>struct sockaddr_un: the family, then the path with its final zero, or a zero and the abstract name without one.</summary>
    private static byte[]? AddressOf(string name)
    {
        var path = Encoding.UTF8.GetBytes(name);
        var isAbstract = path.Length > 1 && path[0] == (byte)'@';
        if (!isAbstract && (path.Length == 0 || path[0] != (byte)'/'))
            return null;
        if (path.Length + (isAbstract ? 0 : 1) > MostPathBytes)
            return null;
        var address = new byte[FamilySize + path.Length + (isAbstract ? 0 : 1)];
        MemoryMarshal.Write(address, (ushort)AF_UNIX);
        path.CopyTo(address, FamilySize);
        if (isAbstract)
            address[FamilySize] = 0;
        return address;
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial SafeFileHandle Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "sendto")]
    private static partial nint SendTo(SafeFileHandle socket, ReadOnlySpan<byte> message, nuint size, int flags, byte[] address, uint addressSize);
}
