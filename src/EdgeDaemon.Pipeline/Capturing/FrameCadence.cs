using EdgeDaemon.Pipeline.Governing;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>
/// Chooses which frames of a camera are inferred, so that no more than a set number per second are. It goes by the frames'
/// own time stamps; a camera of 30 fps asked for 10 gives every third frame, not two in a row and a hole.
/// </summary>
/// <param name="framesPerSecond">The rate.</param>
/// <param name="governor">Allows a share of it; null: all.</param>
internal sealed class FrameCadence(double framesPerSecond, Governor? governor = null)
{
    private long _intervalTicks = IntervalOf(framesPerSecond);
    private TimeSpan? _nextDue;

    /// <summary>Changes the rate while frames flow.</summary>
    public void SetRate(double framesPerSecond) => Interlocked.Exchange(ref _intervalTicks, IntervalOf(framesPerSecond));

    /// <summary>The frame that was due came to nothing: the next one is due, whenever it comes. Called by the capture thread.</summary>
    public void Restart() => _nextDue = null;

    /// <summary>Is the frame taken at <paramref name="timestamp"/> wanted? Called by the capture thread, in order of time.</summary>
    public bool IsDue(TimeSpan timestamp)
    {
        var interval = TimeSpan.FromTicks((long)(Interlocked.Read(ref _intervalTicks) / (governor?.Share ?? 1)));
        // Half a millisecond of grace: time stamps jitter, and a frame that is that early is the one that was meant.
        if (_nextDue is { } due && timestamp < due - TimeSpan.FromMilliseconds(0.5) && due - timestamp <= interval)
            return false;
        var inStep = _nextDue + interval;
        _nextDue = inStep > timestamp ? inStep : timestamp + interval;
        return true;
    }

    private static long IntervalOf(double framesPerSecond) => (long)(TimeSpan.TicksPerSecond / framesPerSecond);
}
