using EdgeDaemon.Capture.Ingest;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Ingest;

/// <summary>An ingest process in miniature: a thread that hands frames over, as fast as they are taken or one at each tick of a clock.</summary>
internal sealed class FrameFeed : IDisposable
{
    private readonly FrameServer _server;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _due = new(0);
    private readonly ITimer? _timer;
    private readonly Thread _thread;
    private volatile bool _stopped;

    /// <param name="socket">Where to listen.</param>
    /// <param name="pace">A clock and a rate; null: as fast as they are taken.</param>
    public FrameFeed(string socket, (TimeProvider Time, double FramesPerSecond)? pace = null)
    {
        _server = FrameServer.Listen(socket);
        _time = pace?.Time ?? TimeProvider.System;
        if (pace is { } p)
            _timer = p.Time.CreateTimer(_ => _due.Release(), null, TimeSpan.FromSeconds(1 / p.FramesPerSecond), TimeSpan.FromSeconds(1 / p.FramesPerSecond));
        _thread = new Thread(Feed) { Name = "feed", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _due.Release();
        Assert.True(_thread.Join(TimeSpan.FromSeconds(60)));
        _timer?.Dispose();
        _server.Dispose();
    }

    private void Feed()
    {
        using var frame = new FramePool().Rent(PixelFormat.I420, 64, 48);
        for (var sequence = 1000L; !_stopped;)
        {
            // The first is there as soon as somebody is, as with sources that play something.
            if (_timer is not null && _server.HasClient)
                _due.Wait();
            (frame.SequenceNumber, frame.Timestamp) = (sequence, _time.GetElapsedTime(0));
            frame.Bytes.Fill((byte)sequence);
            if (_server.Send(frame))
                sequence++;
            else
                Thread.Yield();
        }
    }
}
