using System.Net.Sockets;
using System.Text;

namespace EdgeDaemon.TestKit.Service;

/// <summary>Listens as systemd does: a datagram socket, at a path or in the abstract namespace.</summary>
public sealed class NotifyListener : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    /// <param name="isAbstract">In the abstract namespace?</param>
    public NotifyListener(bool isAbstract = false)
    {
        Name = isAbstract ? $"@edgedaemon-test-{Guid.NewGuid():N}" : _folder["notify"];
        _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + Name[1..] : Name));
        _socket.ReceiveTimeout = 60_000;
    }

    /// <summary>As in $NOTIFY_SOCKET.</summary>
    public string Name { get; }

    /// <summary>Is there nothing to be read?</summary>
    public bool IsSilent => _socket.Available == 0;

    /// <summary>The next message; waits for it.</summary>
    public string Next()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    /// <summary>Reads messages until one is <paramref name="wanted"/>; waits for it.</summary>
    public string Await(Predicate<string> wanted)
    {
        while (true)
        {
            if (Next() is var message && wanted(message))
                return message;
        }
    }

    /// <summary>Reads messages until each of <paramref name="wanted"/> has come, in whatever order; waits for them.</summary>
    public void AwaitAll(params Predicate<string>[] wanted)
    {
        var missing = wanted.ToList();
        while (missing.Count > 0)
        {
            var message = Next();
            missing.RemoveAll(wants => wants(message));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
