namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Pauses between attempts: exponential growth with full jitter, so that a thousand devices do not return to a broker in the
/// same second (Brooker, "Exponential Backoff And Jitter", 2015).
/// </summary>
/// <param name="first">Bound of the first pause.</param>
/// <param name="longest">Bound that is never passed.</param>
/// <param name="random">Uniform in 0..1; null: the shared generator.</param>
public sealed class RetryDelay(TimeSpan first, TimeSpan longest, Func<double>? random = null)
{
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private int _doublings;

    /// <summary>The next pause, between 0 and the present bound; the bound doubles.</summary>
    public TimeSpan Next()
    {
        var bound = first * Math.Pow(2, _doublings);
        if (bound < longest)
            _doublings++;
        else
            bound = longest;
        return bound * _random();
    }

    /// <summary>Starts again from the first bound.</summary>
    public void Reset() => _doublings = 0;
}
