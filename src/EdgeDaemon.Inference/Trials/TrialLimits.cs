namespace EdgeDaemon.Inference.Trials;

/// <summary>What the process that tries a model may use. The kernel holds it to the first two; its parent to the last.</summary>
public sealed record TrialLimits
{
    /// <summary>
    /// Bytes of address space that loading the model and one run may add to the process. With what the two processes take without a model it
    /// stays below the <c>MemoryMax=</c> of the vision service, so that the kernel ends nothing but the trial's request for memory.
    /// </summary>
    public long MemoryBytes { get; init; } = 384L << 20;

    /// <summary>Time of a processor, in whole seconds, 1 or more.</summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time by the clock, for what waits and uses no processor.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);
}
