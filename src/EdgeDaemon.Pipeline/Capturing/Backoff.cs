namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>
/// Waiting times between attempts: doubling from the first to the longest, each drawn between
/// half and the whole of it, so that many devices do not knock at the same moment. It never gives up.
/// </summary>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly Random _random;
    private TimeSpan _ceiling;

    /// <summary>Starts at <paramref name="first"/>.</summary>
    public Backoff(TimeSpan first, TimeSpan longest, Random random) =>
        (_first, _longest, _random, _ceiling) = (first, longest, random, first);

    /// <summary>The time to wait before the next attempt.</summary>
    public TimeSpan Next()
    {
        var wait = _ceiling * (0.5 + (_random.NextDouble() / 2));
        _ceiling = _ceiling * 2 < _longest ? _ceiling * 2 : _longest;
        return wait;
    }

    /// <summary>Starts over, after success.</summary>
    public void Reset() => _ceiling = _first;
}
