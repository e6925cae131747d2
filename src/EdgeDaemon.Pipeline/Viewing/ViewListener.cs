using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Viewing;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Viewing;

/// <summary>
/// Hands pictures to whoever looks by a Unix socket of this machine: each viewer has a thread of low priority of its own, and at most
/// <see cref="MostViewers"/> look at once. One that does not take a picture in time is let go. Nobody gets one before the journal says that
/// they look.
/// </summary>
internal sealed partial class ViewListener : IDisposable
{
    /// <summary>Most that look at once.</summary>
    public const int MostViewers = 8;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    // Among threads of the same process: what a person looks at waits, what is measured does not.
    private const int Niceness = 15;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private readonly ImmutableArray<(ulong Key, CameraView View)> _cameras;
    private readonly ConcurrentQueue<(int Camera, ViewNote Note)> _notes = new();
    private readonly UnixListener _listener;
    private readonly Action _wake;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Thread, bool> _viewers = new();
    private int _isReloadAsked;

    private ViewListener(UnixSocket socket, string path, ImmutableArray<(ulong, CameraView)> cameras, Action wake, TimeProvider time, ILogger logger)
    {
        (_cameras, _wake, _time, _logger) = (cameras, wake, time, logger);
        _listener = new UnixListener(socket, path, "views", Look, Admit, reason => LogCannotListen(logger, reason));
        _listener.Start();
    }

    /// <summary>Begins to listen; null where there is no console, or that is not possible, which is told: labels matter more.</summary>
    /// <param name="config">Where.</param>
    /// <param name="views">Of the cameras, by index.</param>
    /// <param name="wake">Called when <see cref="Run(JournalWriter)"/> has something to do.</param>
    /// <param name="time">Measures how long somebody looks.</param>
    /// <param name="logger">Where messages go.</param>
    public static ViewListener? TryStart(DaemonConfig config, ImmutableArray<CameraView> views, Action wake, TimeProvider time, ILogger logger)
    {
        if (config.ConsoleSocket is not { } path || !Directory.Exists(Path.GetDirectoryName(path)))
            return null;
        try
        {
            var socket = UnixSocket.ListenAlone(
                UnixSocketType.Stream, path, Mode, $"The folder of '{path}' is gone.",
                $"Another process listens on the console's socket '{path}'; give each daemon its own (console.socket).");
            return new ViewListener(socket, path, [.. config.Cameras.Select((camera, i) => (ViewRequest.KeyOf(camera.Name), views[i]))], wake, time, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogCannotListen(logger, e.Message);
            return null;
        }
    }

    /// <summary>Writes to the journal who looks from here on, and who no longer does. Called by the inference thread; allocates nothing while nobody looks.</summary>
    /// <returns>Whether somebody asks for the configuration to be read again.</returns>
    public bool Run(JournalWriter journal)
    {
        while (_notes.TryDequeue(out var next))
        {
            journal.Append(next.Note.ToRecord((byte)next.Camera));
            if (next.Note.Duration is null)
                _cameras[next.Camera].View.Join();
            else
                _cameras[next.Camera].View.Leave();
        }

        return Interlocked.Exchange(ref _isReloadAsked, 0) == 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var viewer in _viewers.Keys)
            viewer.Join();
    }

    private void Admit(UnixSocket peer)
    {
        if (_viewers.Count >= MostViewers)
        {
            Tell(peer, ViewStatus.Busy);
            peer.Disconnect();
            return;
        }

        var viewer = new Thread(() =>
        {
            _ = Libc.setpriority(Libc.PRIO_PROCESS, 0, Niceness);
            try
            {
                using (peer)
                    Serve(peer);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                LogViewer(_logger, e.Message);
            }
            finally
            {
                _viewers.TryRemove(Thread.CurrentThread, out _);
            }
        })
        { Name = "viewer", IsBackground = true };
        _viewers[viewer] = true;
        viewer.Start();
    }

    private void Serve(UnixSocket peer)
    {
        peer.SetTimeout(Patience);
        Span<byte> message = stackalloc byte[ViewRequest.SizeBytes];
        if (peer.Receive(message) != message.Length || MemoryMarshal.Read<ViewRequest>(message) is not { Magic: ViewRequest.Mark } request)
            return;
        switch ((ViewAsk)request.Ask)
        {
            case ViewAsk.Reload:
                Interlocked.Exchange(ref _isReloadAsked, 1);
                _wake();
                Tell(peer, ViewStatus.Done);
                break;
            case ViewAsk.Watch when Find(request.Camera) is >= 0 and var camera:
                Watch(peer, camera, request.Viewer);
                break;
            case ViewAsk.Watch:
                Tell(peer, ViewStatus.UnknownCamera);
                break;
        }
    }

    private int Find(ulong key)
    {
        for (var i = 0; i < _cameras.Length; i++)
        {
            if (_cameras[i].Key == key)
                return i;
        }

        return -1;
    }

    private void Watch(UnixSocket peer, int camera, uint viewer)
    {
        var view = _cameras[camera].View;
        if (view.Allowed == ConsoleView.Never)
        {
            Tell(peer, ViewStatus.Never);
            return;
        }

        var (start, number) = (_time.GetTimestamp(), 0L);
        var note = new ViewNote(viewer, view.Allowed == ConsoleView.Masked, null);
        Note(camera, note);
        try
        {
            while (!_listener.IsStopping)
            {
                if (view.Allowed == ConsoleView.Never)
                {
                    Tell(peer, ViewStatus.Never);
                    return;
                }

                // Said anew where it changed: from masked to full is another thing to have looked at.
                if (note.IsMasked != (view.Allowed == ConsoleView.Masked))
                {
                    Note(camera, note with { Duration = _time.GetElapsedTime(start) });
                    (start, note) = (_time.GetTimestamp(), note with { IsMasked = !note.IsMasked });
                    Note(camera, note);
                }

                var picture = view.Next(ref number, Heartbeat);
                if (!(picture is null ? Tell(peer, ViewStatus.NoPicture) : peer.Send(picture.Message)))
                    return;
            }
        }
        finally
        {
            Note(camera, note with { Duration = _time.GetElapsedTime(start) });
            // Whoever comes and goes without end must not fill the journal.
            Thread.Sleep(Look);
        }
    }

    private void Note(int camera, ViewNote note)
    {
        _notes.Enqueue((camera, note));
        _wake();
    }

    private static bool Tell(UnixSocket peer, ViewStatus status)
    {
        var header = ViewHeader.Of(status);
        return peer.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<ViewHeader>(in header)));
    }

    [LoggerMessage(1321, LogLevel.Warning, "Console: {reason}")]
    private static partial void LogCannotListen(ILogger logger, string reason);

    [LoggerMessage(1322, LogLevel.Information, "Console: a viewer was let go: {reason}")]
    private static partial void LogViewer(ILogger logger, string reason);
}
