using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Where the journal and the cursor lie.</summary>
internal static class JournalPlaces
{
    /// <summary>As the configuration says.</summary>
    public static JournalOptions Of(JournalConfig config) => new()
    {
        Directory = config.Directory,
        HotDirectory = config.HotDirectory,
        SizeBytes = (long)config.SizeMiB << 20,
        CommitInterval = config.CommitInterval,
        CursorDirectory = config.CursorDirectory,
        CursorHotDirectory = config.CursorHotDirectory,
    };
}
