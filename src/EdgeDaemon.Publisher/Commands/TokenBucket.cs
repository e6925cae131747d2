namespace EdgeDaemon.Publisher.Commands;

/// <summary>Lets so many through per minute, and a third of them at once. Not thread-safe.</summary>
internal sealed class TokenBucket
{
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _most;
    private double _tokens;
    private long _at;

    public TokenBucket(int perMinute, TimeProvider time)
    {
        (_time, _perSecond, _most, _at) = (time, perMinute / 60.0, Math.Max(1, perMinute / 3.0), time.GetTimestamp());
        _tokens = _most;
    }

    /// <summary>Takes a token, if there is one.</summary>
    public bool TryTake()
    {
        var now = _time.GetTimestamp();
        _tokens = Math.Min(_most, _tokens + (_time.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }
}
