using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>
/// A network camera on the loopback: motion JPEG over HTTP, as many cameras have it, behind a user and a password. It shows one gray.
/// </summary>
internal sealed class HttpCamera : IDisposable
{
    private const string Boundary = "a-frame";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _picture;
    private readonly string _credentials;
    private int _served;

    /// <param name="gray">What it shows.</param>
    /// <param name="user">User.</param>
    /// <param name="password">Password.</param>
    /// <param name="port">Where it answers; 0: anywhere.</param>
    public HttpCamera(byte gray, string user, string password, int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, 320, 240);
        frame.Bytes.Fill(gray);
        _picture = JpegEncoder.Encode(frame);
        _credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Times that somebody was let in.</summary>
    public int Served => Volatile.Read(ref _served);

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The camera is switched off.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadRequestAsync(stream).ConfigureAwait(false) is { } request)
                {
                    if (request.Contains($"Authorization: {_credentials}", StringComparison.OrdinalIgnoreCase))
                        await ShowAsync(stream).ConfigureAwait(false);
                    await stream.WriteAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"camera\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The viewer has left, or the camera is switched off.
            }
        }
    }

    private async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _stop.Token).ConfigureAwait(false);
            if (count == 0)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private async Task ShowAsync(NetworkStream stream)
    {
        Interlocked.Increment(ref _served);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={Boundary}\r\n\r\n"), _stop.Token).ConfigureAwait(false);
        var head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: {_picture.Length}\r\n\r\n"));
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            await stream.WriteAsync(head, _stop.Token).ConfigureAwait(false);
            await stream.WriteAsync(_picture, _stop.Token).ConfigureAwait(false);
            await stream.WriteAsync("\r\n"u8.ToArray(), _stop.Token).ConfigureAwait(false);
        }
        while (await clock.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
    }
}
