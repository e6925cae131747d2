namespace EdgeDaemon.Capture.Pacing;

/// <summary>
/// Holds a source to its frame rate. Frames are due on a fixed grid from the start, so that rounding and slow readers cause
/// no drift; grid points that a slow reader missed are passed over instead of being caught up in a burst.
/// One thread waits; allocates nothing per frame.
/// </summary>
public sealed class FramePacer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _woken = new();
    private readonly ITimer? _timer;
    private readonly double _ticksPerFrame;
    private readonly long _start;
    private long _slot;

    /// <summary>Starts the grid now; the first frame is due at once.</summary>
    /// <param name="time">Clock and timer.</param>
    /// <param name="framesPerSecond">Null: never waits.</param>
    public FramePacer(TimeProvider time, double? framesPerSecond)
    {
        _time = time;
        _start = time.GetTimestamp();
        if (framesPerSecond is not { } rate)
            return;
        _ticksPerFrame = time.TimestampFrequency / rate;
        _timer = time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), _woken, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Time until the next frame is due; not above 0 when it is.</summary>
    public TimeSpan Remaining =>
        _timer is null ? TimeSpan.Zero : _time.GetElapsedTime(_time.GetTimestamp(), _start + (long)(_slot * _ticksPerFrame));

    /// <summary>Waits until the next frame is due.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    public void Wait(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_timer is null)
            return;
        while (true)
        {
            _woken.Reset();
            var remaining = Remaining;
            if (remaining <= TimeSpan.Zero)
                break;
            // Timers count whole milliseconds; rounding down would make the last part of the wait a busy loop.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            _woken.Wait(cancellation);
        }

        var passed = (long)((_time.GetTimestamp() - _start) / _ticksPerFrame);
        _slot = Math.Max(_slot, passed) + 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A callback that is still running may set the event after this; ManualResetEventSlim allows it.
        _timer?.Dispose();
        _woken.Dispose();
    }
}
