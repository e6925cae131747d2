namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Lets one in a period through.</summary>
internal sealed class RateLimit(TimeSpan period, TimeProvider time)
{
    private long? _lastAt;

    /// <summary>How long until it is time again.</summary>
    public TimeSpan AllowsIn => _lastAt is { } last && period - time.GetElapsedTime(last) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Is it time again?</summary>
    public bool Allows()
    {
        if (AllowsIn > TimeSpan.Zero)
            return false;
        _lastAt = time.GetTimestamp();
        return true;
    }
}
