namespace EdgeDaemon.Console.Serving;

/// <summary>What the console is started with.</summary>
internal sealed record ConsoleOptions
{
    /// <summary>The configuration file, a full path.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>Unix socket to listen on; null: the one that the service manager hands over.</summary>
    public string? Listen { get; init; }

    /// <summary>It ends after this long without a connection; zero: never.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>Folder of the other programs.</summary>
    public string Programs { get; init; } = AppContext.BaseDirectory;
}

/// <summary>The console cannot start; the message says why, and what to do.</summary>
internal sealed class ConsoleException(string message) : Exception(message);
