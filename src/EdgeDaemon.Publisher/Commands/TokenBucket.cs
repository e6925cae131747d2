namespace EdgeDaemon.Publisher.Commands;

/// <summary>Lets so many through per minute, and a third of them at once. Not thread-safe.</summary>
internal sealed class TokenBucket(int perMinute, TimeProvider time)
{
    private double _tokens = Math.Max(1, perMinute / 3);
    private long _at = time.GetTimestamp();

    /// <summary>Most at once.</summary>
    public int Most { get; } = Math.Max(1, perMinute / 3);

    /// <summary>Takes a token, if there is one.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Most, _tokens + (time.GetElapsedTime(_at, now).TotalMinutes * perMinute));
        _at = now;
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }
}
