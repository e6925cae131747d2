namespace EdgeDaemon.Hosting;

/// <summary>The memory that a process holds.</summary>
public static class Footprint
{
    /// <summary>
    /// Gives back what is no longer in use: after the start what only the start has needed, later what short-lived objects have left
    /// behind, of which the collector keeps a quarter of a MiB each time it looks for the old ones. A few milliseconds.
    /// </summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
