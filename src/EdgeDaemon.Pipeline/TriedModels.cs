using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Inference.Trials;

namespace EdgeDaemon.Pipeline;

/// <summary>Who tries models, and where the results of the trials lie: beside the journal for the daemon, in the user's cache for tools.</summary>
internal static class TriedModels
{
    private const string FileName = "trials.txt";

    /// <summary>Sessions of the daemon. A model that failed is not tried again and again while the service is restarted.</summary>
    /// <param name="config">Says where the journal is.</param>
    /// <param name="report">Hears of each trial.</param>
    public static OnnxSessionFactory ForDaemon(DaemonConfig config, Action<string> report) =>
        new(new ModelTrials(new TrialFile(Path.Combine(config.Journal.Directory, FileName)), retry: false, report));

    /// <summary>Sessions of a tool.</summary>
    public static OnnxSessionFactory ForTools(DaemonConfig? config = null) => new(TrialsOfTools(config));

    /// <summary>
    /// Trials of a tool, which is asked by somebody who waits for the answer: what failed is tried again. A result goes to the daemon's own
    /// file where the tool knows it and may write it, else to the user's cache (<c>$XDG_CACHE_HOME</c>, <c>~/.cache</c>), else it is not kept.
    /// </summary>
    /// <param name="config">Says where the daemon's file is; null when the tool has no configuration.</param>
    public static ModelTrials TrialsOfTools(DaemonConfig? config = null)
    {
        string?[] folders = [config is { Journal.Directory: var journal } && Directory.Exists(journal) ? journal : null, CacheFolder()];
        string[] files = [.. folders.OfType<string>().Select(folder => Path.Combine(folder, FileName))];
        return new ModelTrials(files.Length > 0 ? new TrialFile([.. files]) : null, retry: true);
    }

    /// <summary>The user's cache; null where the environment names none.</summary>
    public static string? CacheFolder() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache) ? Path.Combine(cache, "edgedaemon")
        : Environment.GetEnvironmentVariable("HOME") is { } home && Path.IsPathRooted(home) ? Path.Combine(home, ".cache", "edgedaemon")
        : null;
}
