using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Http;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>
/// A network camera on the loopback that speaks RTSP (RFC 2326): an MPEG transport stream in RTP packets (RFC 2250, payload type 33),
/// interleaved with the control connection, behind a user and a password. It shows one gray.
/// </summary>
internal sealed class RtspCamera : LoopbackServer
{
    private const int Seconds = 60;
    private const int PacketBytes = 7 * 188;

    private readonly byte[] _stream;
    private readonly string _credentials;

    /// <param name="gray">What it shows, as ffmpeg names a colour.</param>
    /// <param name="user">User.</param>
    /// <param name="password">Password.</param>
    public RtspCamera(string gray, string user, string password)
    {
        _stream = Film(gray);
        _credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        Start();
    }

    private static byte[] Film(string gray)
    {
        using var folder = new TempDirectory();
        using var ffmpeg = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg",
        [
            "-hide_banner", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", $"color=c={gray}:s=320x240:r=10:d={Seconds}",
            "-c:v", "mpeg2video", "-g", "5", "-b:v", "200k", "-y", folder["film.ts"],
        ]))!;
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return File.ReadAllBytes(folder["film.ts"]);
    }

    protected override async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await ReadRequestAsync(reader).ConfigureAwait(false) is { } request)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer(request)), Stop).ConfigureAwait(false);
            if (request[0].StartsWith("PLAY", StringComparison.Ordinal))
                await PlayAsync(stream).ConfigureAwait(false);
        }
    }

    private async Task<List<string>?> ReadRequestAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Stop).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0)
                lines.Add(line);
            else if (lines.Count > 0)
                return lines;
        }

        return null;
    }

    private string Answer(List<string> request)
    {
        var number = request.First(l => l.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase));
        var isOptions = request[0].StartsWith("OPTIONS", StringComparison.Ordinal);
        if (!isOptions && !request.Contains($"Authorization: {_credentials}"))
            return $"RTSP/1.0 401 Unauthorized\r\n{number}\r\nWWW-Authenticate: Basic realm=\"camera\"\r\n\r\n";
        const string Description = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=gate\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=video 0 RTP/AVP 33\r\na=control:track1\r\n";
        var (fields, body) = request[0].Split(' ')[0] switch
        {
            "OPTIONS" => ("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", ""),
            "DESCRIBE" => ($"Content-Type: application/sdp\r\nContent-Length: {Description.Length}\r\n", Description),
            "SETUP" => ("Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n", ""),
            _ => ("Session: 1\r\n", ""),
        };
        return $"RTSP/1.0 200 OK\r\n{number}\r\n{fields}\r\n{body}";
    }

    /// <summary>Sends the stream as fast as it plays.</summary>
    private async Task PlayAsync(NetworkStream stream)
    {
        const int StepMilliseconds = 50;
        var packetsPerStep = (_stream.Length / PacketBytes * StepMilliseconds / (Seconds * 1000)) + 1;
        var packet = new byte[4 + 12 + PacketBytes];
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(StepMilliseconds));
        ushort sequence = 0;
        for (var position = 0; position + PacketBytes <= _stream.Length; position += PacketBytes)
        {
            (packet[0], packet[4], packet[5]) = ((byte)'$', 0x80, 33);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 12 + PacketBytes);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), sequence);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), (uint)(sequence / packetsPerStep * StepMilliseconds * 90));
            _stream.AsSpan(position, PacketBytes).CopyTo(packet.AsSpan(16));
            await stream.WriteAsync(packet, Stop).ConfigureAwait(false);
            if (++sequence % packetsPerStep == 0)
                await clock.WaitForNextTickAsync(Stop).ConfigureAwait(false);
        }
    }
}
