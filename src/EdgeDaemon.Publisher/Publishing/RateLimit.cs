namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Lets one in a period through.</summary>
internal sealed class RateLimit(TimeSpan period, TimeProvider time)
{
    private long? _lastAt;

    /// <summary>Is it time again?</summary>
    public bool Allows()
    {
        if (_lastAt is { } last && time.GetElapsedTime(last) < period)
            return false;
        _lastAt = time.GetTimestamp();
        return true;
    }
}
