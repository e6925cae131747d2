using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Capture.Ingest;

/// <summary>
/// The ingest process's end: hands frames to the one process that is connected. Without one, frames are dropped; a second one is turned
/// away; one that does not read for a second is cut off. One thread; allocates nothing per frame.
/// </summary>
public sealed unsafe class FrameServer : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly SafeFileHandle _listener;
    private readonly WakeUp _never = new();
    private readonly byte[] _header = new byte[FrameHeader.SizeBytes];
    private SafeFileHandle? _client;

    private FrameServer(string path, SafeFileHandle listener) => (_path, _listener) = (path, listener);

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
            var listener = UnixSocket.Listen(path, out var error) ?? throw Failure(path, Marshal.GetPInvokeErrorMessage(error));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, Mode);
            return new FrameServer(path, listener);
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
        _never.Dispose();
        File.Delete(_path);
    }

    private static FrameSourceException Failure(string path, string reason, Exception? inner = null) =>
        new($"Frames cannot be handed over at '{path}': {reason}. Check 'socket' of the source and who may write to its folder.", inner);

    /// <summary>The file of a listener that has ended stays; one at which somebody listens is in use.</summary>
    private static void RemoveLeftover(string path)
    {
        if (!File.Exists(path))
            return;
        using var connection = UnixSocket.Connect(path, out var error);
        if (connection is not null)
            throw Failure(path, "another process hands frames over there already");
        if (error == LibC.ECONNREFUSED)
            File.Delete(path);
    }

    /// <summary>Lets the next one in when the one before has left; turns everybody else away.</summary>
    private void Welcome()
    {
        // In this order: one that leaves and comes back has left before it knocks.
        while (UnixSocket.Accept(_listener) is { } next)
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
        if (_client is not null && DescriptorWait.For(UnixSocket.Descriptor(_client), events: 0, _never.Descriptor, TimeSpan.Zero) == WaitEnd.Broken)
            DropClient();
    }

    private bool Send(SafeFileHandle client, ReadOnlySpan<byte> bytes)
    {
        var descriptor = UnixSocket.Descriptor(client);
        fixed (byte* first = bytes)
        {
            nint sent = 0;
            while (sent < bytes.Length)
            {
                var count = LibC.send(descriptor, first + sent, (nuint)(bytes.Length - sent), LibC.MSG_NOSIGNAL);
                if (count > 0)
                    sent += count;
                else if (Marshal.GetLastPInvokeError() is not (LibC.EAGAIN or LibC.EINTR) || !CanSend(descriptor))
                    return false;
            }
        }

        return true;
    }

    private bool CanSend(int descriptor) => DescriptorWait.For(descriptor, LibC.POLLOUT, _never.Descriptor, Patience) == WaitEnd.Ready;

    private void DropClient()
    {
        _client?.Dispose();
        _client = null;
    }
}
