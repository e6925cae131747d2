using System.Globalization;
using System.Net.Sockets;
using System.Text;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.TestKit.Http;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>
/// A network camera on the loopback: motion JPEG over HTTP, as many cameras have it, behind a user and a password. It shows one gray.
/// </summary>
internal sealed class HttpCamera : LoopbackServer
{
    private const string Boundary = "a-frame";

    private readonly byte[] _picture;
    private readonly string _credentials;
    private int _served;

    /// <param name="gray">What it shows.</param>
    /// <param name="user">User.</param>
    /// <param name="password">Password.</param>
    /// <param name="port">Where it answers; 0: anywhere.</param>
    public HttpCamera(byte gray, string user, string password, int port = 0)
        : base(port)
    {
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, 320, 240);
        frame.Bytes.Fill(gray);
        _picture = JpegEncoder.Encode(frame);
        _credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        Start();
    }

    /// <summary>Times that somebody was let in.</summary>
    public int Served => Volatile.Read(ref _served);

    protected override async Task ServeAsync(NetworkStream stream)
    {
        while (await ReadRequestAsync(stream).ConfigureAwait(false) is { } request)
        {
            if (request.Contains($"Authorization: {_credentials}", StringComparison.OrdinalIgnoreCase))
                await ShowAsync(stream).ConfigureAwait(false);
            await stream.WriteAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"camera\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Stop).ConfigureAwait(false);
        }
    }

    private async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, Stop).ConfigureAwait(false);
            if (count == 0)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private async Task ShowAsync(NetworkStream stream)
    {
        Interlocked.Increment(ref _served);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={Boundary}\r\n\r\n"), Stop).ConfigureAwait(false);
        var head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: {_picture.Length}\r\n\r\n"));
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            await stream.WriteAsync(head, Stop).ConfigureAwait(false);
            await stream.WriteAsync(_picture, Stop).ConfigureAwait(false);
            await stream.WriteAsync("\r\n"u8.ToArray(), Stop).ConfigureAwait(false);
        }
        while (await clock.WaitForNextTickAsync(Stop).ConfigureAwait(false));
    }
}
