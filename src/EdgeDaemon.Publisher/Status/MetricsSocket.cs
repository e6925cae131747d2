using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Publisher.Status;

/// <summary>
/// Answers whoever connects to a Unix socket with the metrics, by HTTP: one connection after the other, each for some seconds at most, so that
/// a reader that neither asks nor reads, or a hundred of them, keep nobody but each other waiting. While nobody asks it costs nothing.
/// </summary>
/// <remarks>The page is made by the publisher's thread, which alone may look at the view: a request rings for it, and takes what it puts there.</remarks>
internal sealed class MetricsSocket : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const int LongestRequest = 4096;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly Func<string> _compose;
    private readonly Action _ring;
    private readonly Action<string> _trouble;
    private readonly ManualResetEventSlim _made = new();
    private readonly Thread _thread;
    private volatile bool _isAskedFor;
    private volatile bool _stopping;
    private volatile string _page = "";

    /// <summary>Begins to listen, and goes on trying where that is not possible.</summary>
    /// <param name="path">Path of the socket, which gets the mode 0660.</param>
    /// <param name="compose">Makes the page; called by <see cref="Refresh"/>.</param>
    /// <param name="ring">Makes the publisher's thread call <see cref="Refresh"/> soon.</param>
    /// <param name="trouble">Hears why it cannot listen.</param>
    public MetricsSocket(string path, Func<string> compose, Action ring, Action<string> trouble)
    {
        (_path, _compose, _ring, _trouble) = (path, compose, ring, trouble);
        _thread = new Thread(Run) { Name = "metrics", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Makes the page if somebody waits for it. The publisher's thread calls it whenever it goes round.</summary>
    public void Refresh()
    {
        if (!_isAskedFor)
            return;
        _isAskedFor = false;
        _page = _compose();
        _made.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _made.Set();
        _thread.Join();
        _made.Dispose();
    }

    private void Run()
    {
        var told = "";
        while (!_stopping)
        {
            try
            {
                Listen();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (e.Message != told)
                    _trouble($"{e.Message} There are no metrics until then; it is tried again.");
                told = e.Message;
                Thread.Sleep(Look);
            }
        }
    }

    private void Listen()
    {
        using var socket = UnixSocket.ListenAlone(
            UnixSocketType.Stream, _path, Mode, $"The folder of the metrics socket '{_path}' is not there. Make it, or set metrics.socket.",
            $"Another process listens on the metrics socket '{_path}'; give each its own (metrics.socket).");
        try
        {
            while (!_stopping)
            {
                using var peer = socket.Accept(Look);
                if (peer is not null)
                    Serve(peer);
            }
        }
        finally
        {
            File.Delete(_path);
        }
    }

    private void Serve(UnixSocket peer)
    {
        peer.SetTimeout(Patience / 2);
        if (ReadRequest(peer) is not { } request)
            return;
        _made.Reset();
        _isAskedFor = true;
        _ring();
        var (status, body) = !request.StartsWith("GET ", StringComparison.Ordinal) ? ("405 Method Not Allowed", "Only GET is answered.\n")
            : _made.Wait(Patience) && !_stopping ? ("200 OK", _page)
            : ("503 Service Unavailable", "The publisher is busy.\n");
        var bytes = Encoding.UTF8.GetBytes(body);
        peer.Send([.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {MetricsPage.ContentType}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"), .. bytes]);
    }

    /// <summary>The head of a request; null: it did not come whole in time.</summary>
    private static string? ReadRequest(UnixSocket peer)
    {
        Span<byte> request = stackalloc byte[LongestRequest];
        var (length, startedAt) = (0, Environment.TickCount64);
        while (length < LongestRequest && Environment.TickCount64 - startedAt < Patience.TotalMilliseconds && peer.Receive(request[length..]) is > 0 and var count)
        {
            length += count;
            if (request[..length].IndexOf("\r\n\r\n"u8) >= 0)
                return Encoding.ASCII.GetString(request[..length]);
        }

        return null;
    }
}
