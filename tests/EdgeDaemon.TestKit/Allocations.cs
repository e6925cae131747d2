namespace EdgeDaemon.TestKit;

/// <summary>Counts managed bytes.</summary>
public static class Allocations
{
    private const int WarmUpRuns = 30;
    private const int Rounds = 5;

    /// <summary>
    /// Bytes that a round of runs allocates on this thread in steady state: the least of several rounds. What each run allocates
    /// falls into all of them; what does not is left out: what a first wait makes once, and the rest of this thread's
    /// allocation buffer, which is booked on the thread when a collection that another test causes retires it.
    /// </summary>
    /// <param name="action">One run.</param>
    /// <param name="runsPerRound">Runs per round.</param>
    public static long InSteadyState(Action action, int runsPerRound = 100)
    {
        for (var i = 0; i < WarmUpRuns; i++)
            action();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < runsPerRound; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
