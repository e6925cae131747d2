using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EdgeDaemon.Mqtt.Tests.Transport;

/// <summary>
/// Plays the brokers that mosquitto cannot: reads one CONNECT, then does what the script says. It never answers publishes.
/// </summary>
internal sealed class FakeBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Func<byte, byte[]?> _script;

    /// <param name="script">Gets the protocol version byte of a CONNECT; returns the bytes to answer, empty for none, null to hang up.</param>
    public FakeBroker(Func<byte, byte[]?> script)
    {
        _script = script;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Versions that were asked for, in order: 5, or 4 for 3.1.1.</summary>
    public ConcurrentQueue<byte> Versions { get; } = new();

    /// <summary>Every byte that arrived.</summary>
    public ConcurrentQueue<byte[]> Bytes { get; } = new();

    /// <summary>Says nothing.</summary>
    public static byte[]? Mute(byte version) => [];

    /// <summary>Refuses 5 as a 3.1.1 broker does, accepts 3.1.1.</summary>
    public static byte[]? Only311(byte version) => version == 5 ? [0x20, 2, 0, 1] : [0x20, 2, 0, 0];

    /// <summary>Refuses 5 with an MQTT 5 CONNACK, accepts 3.1.1.</summary>
    public static byte[]? Refuses5ByName(byte version) => version == 5 ? [0x20, 3, 0, 0x84, 0] : [0x20, 2, 0, 0];

    /// <summary>Hangs up on 5, accepts 3.1.1.</summary>
    public static byte[]? HangsUpOn5(byte version) => version == 5 ? null : [0x20, 2, 0, 0];

    /// <summary>Accepts, and takes so many unanswered publishes.</summary>
    public static Func<byte, byte[]?> AcceptV5WithReceiveMaximum(byte maximum) => _ => [0x20, 6, 0, 0, 3, 33, 0, maximum];

    public void Dispose()
    {
        _listener.Stop();
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var buffer = new byte[4096];
            var read = await client.GetStream().ReadAsync(buffer);
            Bytes.Enqueue(buffer[..read]);

            // Fixed header 2 bytes, protocol name "MQTT" 6 bytes, then the version.
            var version = read > 8 ? buffer[8] : (byte)0;
            Versions.Enqueue(version);
            var answer = _script(version);
            if (answer is null)
            {
                client.Dispose();
                return;
            }

            await client.GetStream().WriteAsync(answer);
            while (await client.GetStream().ReadAsync(buffer) > 0)
            {
                // Keeps the connection, answers nothing.
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went, or the test is over.
        }
    }
}
