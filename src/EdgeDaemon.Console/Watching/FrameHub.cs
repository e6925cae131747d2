using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Viewing;

namespace EdgeDaemon.Console.Watching;

/// <summary>Pictures for all who look: one connection to the vision process for each camera and user, however many pages they have open.</summary>
/// <param name="socket">The vision process's socket; null: the configuration says that there is none.</param>
internal sealed class FrameHub(string? socket)
{
    /// <summary>The vision process says something each second, if only that there is no picture.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Camera, uint User), FrameFeed> _feeds = [];

    /// <summary>Begins to look at a camera; dispose of it to end.</summary>
    public FrameLease Watch(string camera, uint user)
    {
        lock (_lock)
        {
            if (_feeds.TryGetValue((camera, user), out var feed))
            {
                feed.Viewers++;
            }
            else
            {
                _feeds[(camera, user)] = feed = new FrameFeed { Viewers = 1 };
                _ = RunAsync(feed, camera, user);
            }

            return new FrameLease(feed, Leave);
        }
    }

    /// <summary>Asks the vision process to read the configuration again. False: it is not there.</summary>
    public async Task<bool> ReloadAsync(CancellationToken stop)
    {
        try
        {
            using var connection = await ConnectAsync(ViewRequest.Of(ViewAsk.Reload, 0), stop).ConfigureAwait(false);
            var header = new byte[ViewHeader.SizeBytes];
            await connection.ReadExactlyAsync(header, stop).ConfigureAwait(false);
            return MemoryMarshal.Read<ViewHeader>(header) is { IsWellFormed: true, Status: (ushort)ViewStatus.Done };
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }

    private void Leave(FrameFeed feed)
    {
        lock (_lock)
            feed.Viewers--;
    }

    private async Task RunAsync(FrameFeed feed, string camera, uint user)
    {
        var retry = TimeSpan.FromSeconds(1);
        while (!TryEnd(feed, (camera, user)))
        {
            try
            {
                using var connection = await ConnectAsync(ViewRequest.Of(ViewAsk.Watch, user, camera), CancellationToken.None).ConfigureAwait(false);
                while (feed.Viewers > 0 && await ReadAsync(connection).ConfigureAwait(false) is { } message)
                    feed.Post(message);
                continue;
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidDataException or OperationCanceledException)
            {
                feed.Post(Bytes(ViewHeader.Of(ViewStatus.Away)));
            }

            await Task.Delay(retry).ConfigureAwait(false);
        }
    }

    private bool TryEnd(FrameFeed feed, (string Camera, uint User) key)
    {
        lock (_lock)
            return feed.Viewers == 0 && _feeds.Remove(key);
    }

    private async Task<NetworkStream> ConnectAsync(ViewRequest request, CancellationToken stop)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket ?? throw new IOException("The configuration names no socket.")), stop).ConfigureAwait(false);
            var stream = new NetworkStream(connection, ownsSocket: true);
            await stream.WriteAsync(Bytes(request), stop).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The next whole message; null: the vision process has ended the connection, after saying why.</summary>
    private static async Task<byte[]?> ReadAsync(NetworkStream connection)
    {
        using var patience = new CancellationTokenSource(Patience);
        var start = new byte[ViewHeader.SizeBytes];
        if (await connection.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, patience.Token).ConfigureAwait(false) < start.Length)
        {
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            return null;
        }

        var header = MemoryMarshal.Read<ViewHeader>(start);
        if (!header.IsWellFormed)
            throw new InvalidDataException("What came from the vision process is no picture.");
        var message = new byte[start.Length + (header.Boxes * ViewBox.SizeBytes) + (int)header.PictureBytes];
        start.CopyTo(message, 0);
        await connection.ReadExactlyAsync(message.AsMemory(start.Length), patience.Token).ConfigureAwait(false);
        return message;
    }

    private static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}

/// <summary>The newest message of a camera. Thread-safe.</summary>
internal sealed class FrameFeed
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _newest = [];
    private long _number;

    /// <summary>How many look; the hub's.</summary>
    public int Viewers { get; set; }

    /// <summary>Takes the place of the one before.</summary>
    public void Post(byte[] message)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (_newest, _number, changed) = (message, _number + 1, _changed);
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    /// <summary>The first message after another one.</summary>
    public async Task<(byte[] Message, long Number)> NextAsync(long after, CancellationToken stop)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_number > after)
                    return (_newest, _number);
                changed = _changed.Task;
            }

            await changed.WaitAsync(stop).ConfigureAwait(false);
        }
    }
}

/// <summary>Somebody looks, until this is disposed of.</summary>
internal sealed class FrameLease(FrameFeed feed, Action<FrameFeed> leave) : IDisposable
{
    /// <summary>What they look at.</summary>
    public FrameFeed Feed => feed;

    /// <inheritdoc/>
    public void Dispose() => leave(feed);
}
