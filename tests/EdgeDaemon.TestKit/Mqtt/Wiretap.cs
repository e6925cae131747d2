using System.Net;
using System.Net.Sockets;

namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>Stands between a client and its broker, changes nothing, and keeps every byte that the client sent.</summary>
public sealed class Wiretap : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly MemoryStream _sent = new();

    /// <summary>Listens on <see cref="Port"/>.</summary>
    /// <param name="brokerPort">The broker's port on 127.0.0.1.</param>
    public Wiretap(int brokerPort)
    {
        _listener.Start();
        _ = AcceptAsync(brokerPort);
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All that was sent so far, over all connections.</summary>
    public byte[] Sent
    {
        get
        {
            lock (_sent)
                return _sent.ToArray();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(int brokerPort)
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync().ConfigureAwait(false), brokerPort);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(TcpClient client, int brokerPort)
    {
        using (client)
        {
            using var broker = new TcpClient();
            await broker.ConnectAsync(IPAddress.Loopback, brokerPort).ConfigureAwait(false);
            await Task.WhenAny(PumpAsync(client, broker, _sent), PumpAsync(broker, client, null)).ConfigureAwait(false);
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, MemoryStream? kept)
    {
        var buffer = new byte[16384];
        while (await from.GetStream().ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
        {
            if (kept is not null)
            {
                lock (kept)
                    kept.Write(buffer, 0, count);
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }
}
