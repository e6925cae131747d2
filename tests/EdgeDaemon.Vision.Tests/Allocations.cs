namespace EdgeDaemon.Vision.Tests;

/// <summary>Counts managed bytes.</summary>
internal static class Allocations
{
    /// <summary>
    /// Bytes that ten calls allocate on this thread in steady state: the least of several rounds, because the runtime's own
    /// work (a collection that another test causes retires this thread's allocation buffer) is booked on the thread too.
    /// </summary>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
