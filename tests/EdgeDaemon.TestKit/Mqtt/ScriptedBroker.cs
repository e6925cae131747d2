using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>A PUBLISH with QoS 1 that a <see cref="ScriptedBroker"/> got.</summary>
/// <param name="Connection">Number of the connection, from 1.</param>
/// <param name="Id">Packet identifier.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Retain">Its flag.</param>
/// <param name="Payload">As text.</param>
/// <param name="Bytes">Of the whole packet.</param>
public sealed record GotPublish(int Connection, ushort Id, string Topic, bool Retain, string Payload, int Bytes);

/// <summary>
/// A broker on loopback that understands what it gets and answers as a test says, which need not be as the standard says. What a
/// test changes while it runs holds from the next packet on.
/// </summary>
public sealed class ScriptedBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private int _connections;

    public ScriptedBroker()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The answer to a CONNECT; by default success with <see cref="Properties"/>, without them in 3.1.1.</summary>
    public Func<byte[], byte[]>? ConnectAnswer { get; set; }

    /// <summary>Properties of the CONNACK, without their length.</summary>
    public byte[] Properties { get; set; } = [];

    /// <summary>What is sent after the CONNACK.</summary>
    public byte[] Afterwards { get; set; } = [];

    /// <summary>Is the connection closed after that?</summary>
    public bool HangsUp { get; set; }

    /// <summary>The answer to a PUBLISH; by default success.</summary>
    public Func<GotPublish, byte[]> PublishAnswer { get; set; } = p => PubAck(p.Id);

    /// <summary>Every CONNECT, whole.</summary>
    public ConcurrentQueue<byte[]> Connects { get; } = new();

    /// <summary>Every PUBLISH.</summary>
    public ConcurrentQueue<GotPublish> Publishes { get; } = new();

    /// <summary>Every SUBSCRIBE's filter.</summary>
    public ConcurrentQueue<string> Filters { get; } = new();

    /// <summary>Pings so far.</summary>
    public int Pings { get; private set; }

    /// <summary>Are they answered?</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>DISCONNECTs so far.</summary>
    public int Farewells { get; private set; }

    public static byte[] PubAck(ushort id, byte reason = 0) => [0x40, 3, (byte)(id >> 8), (byte)id, reason];

    public static byte[] ConnAck(byte reason, params byte[] properties) =>
        [0x20, .. Length(2 + Length(properties.Length).Length + properties.Length), 0, reason, .. Length(properties.Length), .. properties];

    public static byte[] Publish(string topic, byte[] payload, int qos = 0)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        byte[] body = [(byte)(name.Length >> 8), (byte)name.Length, .. name, .. qos > 0 ? new byte[] { 0, 7 } : [], 0, .. payload];
        return [(byte)(0x30 | qos << 1), .. Length(body.Length), .. body];
    }

    /// <summary>A length as MQTT writes it.</summary>
    public static byte[] Length(int value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)(value % 128 | (value >= 128 ? 0x80 : 0)));
            value /= 128;
        }
        while (value > 0);
        return [.. bytes];
    }

    /// <summary>Cuts every connection; it goes on listening.</summary>
    public void Cut()
    {
        foreach (var client in _clients)
            client.Dispose();
    }

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = ServeAsync(client, Interlocked.Increment(ref _connections));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        try
        {
            var stream = client.GetStream();
            while (await ReadPacketAsync(stream) is { } packet)
            {
                await stream.WriteAsync(Answer(packet, connection));
                if (packet[0] == 0x10 && HangsUp)
                    client.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went, or the test is over.
        }
    }

    private static async Task<byte[]?> ReadPacketAsync(NetworkStream stream)
    {
        var header = new byte[1];
        if (await stream.ReadAsync(header) == 0)
            return null;
        var packet = new List<byte> { header[0] };
        int length = 0, shift = 0;
        do
        {
            await stream.ReadExactlyAsync(header);
            packet.Add(header[0]);
            length |= (header[0] & 0x7F) << shift;
            shift += 7;
        }
        while ((header[0] & 0x80) != 0);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body);
        return [.. packet, .. body];
    }

    private byte[] Answer(byte[] packet, int connection)
    {
        var body = packet.AsSpan(packet.Length - BodyLength(packet));
        switch (packet[0] >> 4)
        {
            case 1:
                Connects.Enqueue(packet);
                return ConnectAnswer is { } answer ? answer(packet)
                    : [.. body[6] == 5 ? ConnAck(0, Properties) : [0x20, 2, 0, 0], .. Afterwards];
            case 3:
                var publish = Parse(packet, body, connection);
                Publishes.Enqueue(publish);
                return PublishAnswer(publish);
            case 8:
                // Packet identifier, no properties, one filter.
                var length = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
                Filters.Enqueue(Encoding.UTF8.GetString(body.Slice(5, length)));
                return [0x90, 4, body[0], body[1], 0, 1];
            case 12:
                Pings++;
                return AnswersPings ? [0xD0, 0] : [];
            case 14:
                Farewells++;
                return [];
            default:
                return [];
        }
    }

    private static GotPublish Parse(byte[] packet, ReadOnlySpan<byte> body, int connection)
    {
        var topicLength = BinaryPrimitives.ReadUInt16BigEndian(body);
        var topic = Encoding.UTF8.GetString(body.Slice(2, topicLength));
        var id = BinaryPrimitives.ReadUInt16BigEndian(body[(2 + topicLength)..]);
        var rest = body[(4 + topicLength)..];
        int properties = 0, shift = 0, used = 0;
        do
        {
            properties |= (rest[used] & 0x7F) << shift;
            shift += 7;
        }
        while ((rest[used++] & 0x80) != 0);
        return new GotPublish(connection, id, topic, (packet[0] & 1) != 0, Encoding.UTF8.GetString(rest[(used + properties)..]), packet.Length);
    }

    private static int BodyLength(byte[] packet)
    {
        int length = 0, shift = 0, at = 1;
        do
        {
            length |= (packet[at] & 0x7F) << shift;
            shift += 7;
        }
        while ((packet[at++] & 0x80) != 0);
        return length;
    }
}
