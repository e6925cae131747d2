namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Tells the watchdog that the publisher gets on: its own thread has gone round, and the connection's thread has tried, or turned
/// its loop, since the last time. A thread that hangs must not hide behind the other. Used by the publisher's thread.
/// </summary>
/// <param name="service">The watchdog.</param>
/// <param name="transportTurns">Grows as the connection's thread gets on.</param>
internal sealed class PublisherProgress(ServiceManager service, Func<long> transportTurns)
{
    private long _seen;

    /// <summary>The publisher's thread has gone round.</summary>
    public void WentRound()
    {
        var turns = transportTurns();
        if (turns == _seen)
            return;
        _seen = turns;
        service.Alive();
    }
}
