using System.Net;
using System.Net.Sockets;

namespace EdgeDaemon.Publisher.Tests.Torture;

/// <summary>
/// Stands between a publisher and its broker and ruins every connection in its turn, as its seed says: cut after any number of bytes in either
/// direction, delayed, stalled, corrupted.
/// </summary>
internal sealed class FaultyWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _open = [];
    private readonly Random _chance;
    private readonly int _brokerPort;
    private readonly bool _corrupts;
    private readonly int[] _faults = new int[Enum.GetValues<WireFault>().Length];
    private volatile bool _isDown;
    private volatile bool _isSound;
    private int _connections;

    public FaultyWire(int brokerPort, int seed, bool corrupts)
    {
        (_brokerPort, _chance, _corrupts) = (brokerPort, new Random(seed), corrupts);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were carried.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Faults that happened.</summary>
    public int Faults => Enum.GetValues<WireFault>().Sum(Count);

    /// <summary>Faults of a kind that happened.</summary>
    public int Count(WireFault fault) => Volatile.Read(ref _faults[(int)fault]);

    /// <summary>Ends all connections and carries none.</summary>
    public void GoDown()
    {
        lock (_open)
        {
            _isDown = true;
            _open.ForEach(socket => socket.Dispose());
        }
    }

    public void ComeUp() => _isDown = false;

    /// <summary>No more faults: what is open stays open.</summary>
    public void BecomeSound() => _isSound = true;

    public void Dispose()
    {
        _listener.Dispose();
        GoDown();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _connections);
                _ = CarryAsync(client, WireFate.Draw(_chance, _corrupts), new Random(_chance.Next()), new Random(_chance.Next()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(Socket client, WireFate fate, Random up, Random down)
    {
        using var broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_open)
        {
            if (_isDown)
                client.Dispose();
            _open.AddRange([client, broker]);
        }

        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort);
            await await Task.WhenAny(PumpAsync(client, broker, fate, fate.Upwards, up), PumpAsync(broker, client, fate, !fate.Upwards, down));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Ended by either side, or from outside.
        }

        lock (_open)
        {
            foreach (var socket in (Socket[])[client, broker])
            {
                _open.Remove(socket);
                if (fate.IsReset && socket.Connected)
                    socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
        }
    }

    /// <summary>Carries one direction until it, or the fate of the connection, comes to its end.</summary>
    private async Task PumpAsync(Socket from, Socket to, WireFate fate, bool isStruck, Random pieces)
    {
        var buffer = new byte[4096];
        for (var passed = 0; ;)
        {
            var count = await from.ReceiveAsync(buffer.AsMemory(0, pieces.Next(1, buffer.Length)));
            if (count == 0)
                return;
            if (fate.DelayMs > 0)
                await Task.Delay(fate.DelayMs);
            if (!isStruck || _isSound || passed + count <= fate.After)
            {
                await SendAsync(to, buffer.AsMemory(0, count));
                passed += count;
                continue;
            }

            Interlocked.Increment(ref _faults[(int)fate.Fault]);
            var kept = fate.After - passed;
            if (fate.Fault == WireFault.Corruption)
                (buffer[kept], kept) = ((byte)(buffer[kept] ^ (1 << fate.Bit)), count);
            await SendAsync(to, buffer.AsMemory(0, kept));
            if (fate.Fault != WireFault.Cut)
                await Task.Delay(fate.LastsMs);
            return;
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes)..];
    }
}
