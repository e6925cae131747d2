using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Hosting;

/// <summary>The journal's part of the configuration, as the journal takes it.</summary>
internal static class JournalFolders
{
    /// <summary>Maps the configuration.</summary>
    public static JournalOptions From(JournalConfig config) => new()
    {
        Directory = config.Directory,
        HotDirectory = config.HotDirectory,
        SizeBytes = (long)config.SizeMiB << 20,
        CommitInterval = config.CommitInterval,
        CursorDirectory = config.CursorDirectory,
        CursorHotDirectory = config.CursorHotDirectory,
    };
}
