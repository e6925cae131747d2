namespace EdgeDaemon.Hosting;

/// <summary>What differs between the processes that <see cref="WorkerHost"/> runs.</summary>
public sealed record WorkerHostOptions
{
    /// <summary>Least severe level that is written to the log.</summary>
    public required LogLevelSwitch LogLevel { get; init; }

    /// <summary>Who is told of start and stop; the worker may ask for it.</summary>
    public ServiceManager Service { get; init; } = ServiceManager.Current;

    /// <summary>Does stdin belong to a supervisor, so that its end asks to stop?</summary>
    public bool Supervised { get; init; }

    /// <summary>How long the worker may take to stop; the units allow 20 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
