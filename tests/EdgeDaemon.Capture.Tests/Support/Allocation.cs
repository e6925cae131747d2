namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Counts managed memory.</summary>
public static class Allocation
{
    private const int Rounds = 5;
    private const int RunsPerRound = 100;

    /// <summary>
    /// Bytes allocated by this thread in a round of 100 runs, the least of five rounds after 30 runs to warm up: what a first
    /// wait allocates once may fall into any round, what each run allocates falls into all.
    /// </summary>
    public static long InSteadyState(Action action)
    {
        for (var i = 0; i < 30; i++)
            action();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < RunsPerRound; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
