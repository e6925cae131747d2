namespace EdgeDaemon.Capture.Tests.Support;

/// <summary>Counts managed memory.</summary>
public static class Allocation
{
    /// <summary>Bytes allocated by this thread in 100 runs, after 30 to warm up.</summary>
    public static long InSteadyState(Action action)
    {
        for (var i = 0; i < 30; i++)
            action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
