using EdgeDaemon.Linux;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Ingest;

/// <summary>
/// The ingest process's end: hands frames to the one process that is connected. Without one, frames are dropped; a second one is turned
/// away; one that does not read for a second is cut off. One thread; allocates nothing per frame.
/// </summary>
public sealed class FrameServer : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly UnixSocket _listener;
    private readonly byte[] _header = new byte[FrameHeader.SizeBytes];
    private UnixSocket? _client;

    private FrameServer(string path, UnixSocket listener) => (_path, _listener) = (path, listener);

    /// <summary>Is somebody connected? As of the last frame that was sent.</summary>
    public bool HasClient => _client is not null;

    /// <summary>Listens at a path; one that a process before left behind is taken over. User and group may connect.</summary>
    /// <exception cref="FrameSourceException">It cannot be listened at; the message says why.</exception>
    public static FrameServer Listen(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            RemoveLeftover(path);
            return new FrameServer(path, UnixSocket.Listen(UnixSocketType.Stream, path, Mode));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Hands a frame over, if there is anybody to take it. The frame stays the caller's.</summary>
    /// <returns>Was it taken?</returns>
    public bool Send(Frame frame)
    {
        Welcome();
        if (_client is null)
            return false;
        FrameHeader.Of(frame).Write(_header);
        if (Send(_client, _header) && Send(_client, frame.Bytes))
            return true;
        DropClient();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropClient();
        _listener.Dispose();
        File.Delete(_path);
    }

    private static FrameSourceException Failure(string path, string reason, Exception? inner = null) =>
        new($"Frames cannot be handed over at '{path}': {reason}. Check 'socket' of the source and who may write to its folder.", inner);

    /// <summary>The file of a listener that has ended stays; one at which somebody listens is in use.</summary>
    private static void RemoveLeftover(string path)
    {
        if (!File.Exists(path))
            return;
        using var connection = UnixSocket.TryConnect(UnixSocketType.Stream, path);
        if (connection is not null)
            throw Failure(path, "another process hands frames over there already");
        File.Delete(path);
    }

    /// <summary>Lets the next one in when the one before has left; turns everybody else away.</summary>
    private void Welcome()
    {
        // In this order: one that leaves and comes back has left before it knocks.
        while (_listener.Accept(TimeSpan.Zero) is { } next)
        {
            DropClientThatLeft();
            if (_client is null)
                _client = next;
            else
                next.Dispose();
        }

        DropClientThatLeft();
    }

    private void DropClientThatLeft()
    {
        if (_client is not null && DescriptorWait.For(_client.Descriptor, events: 0, TimeSpan.Zero) == WaitEnd.Broken)
            DropClient();
    }

    private static bool Send(UnixSocket client, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = client.TrySend(bytes);
            if (count < 0 || (count == 0 && DescriptorWait.For(client.Descriptor, Libc.POLLOUT, Patience) != WaitEnd.Ready))
                return false;
            bytes = bytes[count..];
        }

        return true;
    }

    private void DropClient()
    {
        _client?.Dispose();
        _client = null;
    }
}
