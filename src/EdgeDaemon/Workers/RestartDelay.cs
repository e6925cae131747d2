using EdgeDaemon.Pipeline.Capturing;

namespace EdgeDaemon.Workers;

/// <summary>
/// How long one child process is waited for before it is started again: longer each time that it ends soon, and from the beginning once it
/// has run well. Each child has its own, so that one that keeps failing does not hold up another.
/// </summary>
/// <param name="time">Measures how long it ran.</param>
internal sealed class RestartDelay(TimeProvider time)
{
    /// <summary>Longest wait; a child that has run this long has run well.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Longest of the first waits.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private readonly Backoff _backoff = new(First, Longest, Random.Shared);
    private long _startedAt;

    /// <summary>The child was started.</summary>
    public void Started() => _startedAt = time.GetTimestamp();

    /// <summary>The child has ended.</summary>
    /// <returns>How long to wait.</returns>
    public TimeSpan Ended()
    {
        if (time.GetElapsedTime(_startedAt) >= Longest)
            _backoff.Reset();
        return _backoff.Next();
    }
}
