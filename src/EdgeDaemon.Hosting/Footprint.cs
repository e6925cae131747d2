namespace EdgeDaemon.Hosting;

/// <summary>The memory that a process holds.</summary>
public static class Footprint
{
    /// <summary>
    /// Gives back what only the start has needed. The collector's own code and tables are in memory from here on, too, so that the first
    /// collection, which may be half an hour away, does not look like a leak.
    /// </summary>
    public static void Settle() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
