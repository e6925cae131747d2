using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EdgeDaemon.TestKit.Http;

/// <summary>A server on the loopback that answers each request, in order, as it is told: sound files, and all that goes wrong with them. One connection per request.</summary>
public sealed class FileServer : LoopbackServer
{
    private readonly Queue<Func<string, Stream, CancellationToken, Task>> _answers;
    private readonly List<string> _requests = [];

    /// <param name="answers">One per request; the last stays. Each gets the request's text, and writes.</param>
    public FileServer(params ReadOnlySpan<Func<string, Stream, CancellationToken, Task>> answers)
    {
        _answers = new(answers.ToArray());
        Start();
    }

    /// <summary>Its address, with a slash at the end.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>Answers with a file, or what a range of it asks for, under a tag; breaks off after so many bytes.</summary>
    public static Func<string, Stream, CancellationToken, Task> File(byte[] content, string tag = "\"v1\"", int breakAfter = int.MaxValue) => async (request, stream, stop) =>
    {
        var range = LineOf(request, "Range: bytes=");
        var isMeant = LineOf(request, "If-Range: ") is var said && (said.Length == 0 || said == tag);
        var from = range.Length > 0 && isMeant ? int.Parse(range.TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        var head = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}" : "200 OK";
        await SayAsync(stream, $"{head}\r\nETag: {tag}\r\nContent-Length: {content.Length - from}", stop).ConfigureAwait(false);
        await stream.WriteAsync(content.AsMemory(from, Math.Min(content.Length - from, breakAfter)), stop).ConfigureAwait(false);
    };

    /// <summary>Answers with a head and nothing more.</summary>
    public static Func<string, Stream, CancellationToken, Task> Head(string head) => (_, stream, stop) => SayAsync(stream, head, stop);

    /// <summary>Answers with a body that has no end.</summary>
    public static Func<string, Stream, CancellationToken, Task> Endless() => async (_, stream, stop) =>
    {
        await SayAsync(stream, "200 OK", stop).ConfigureAwait(false);
        while (true)
            await stream.WriteAsync(new byte[4096], stop).ConfigureAwait(false);
    };

    /// <summary>Begins to answer, and says nothing more.</summary>
    public static Func<string, Stream, CancellationToken, Task> Silent(int length) => async (_, stream, stop) =>
    {
        await SayAsync(stream, $"200 OK\r\nContent-Length: {length}", stop).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
    };

    private static Task SayAsync(Stream stream, string head, CancellationToken stop) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"), stop).AsTask();

    private static string LineOf(string request, string start) =>
        request.Split("\r\n").FirstOrDefault(line => line.StartsWith(start, StringComparison.OrdinalIgnoreCase)) is { } line ? line[start.Length..] : "";

    /// <inheritdoc/>
    protected override async Task ServeAsync(NetworkStream stream)
    {
        var (text, one) = (new StringBuilder(), new byte[1]);
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, Stop).ConfigureAwait(false) == 0)
                return;
            text.Append((char)one[0]);
        }

        Func<string, Stream, CancellationToken, Task> answer;
        lock (_requests)
        {
            _requests.Add(text.ToString());
            answer = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        }

        await answer(text.ToString(), stream, Stop).ConfigureAwait(false);
    }
}
