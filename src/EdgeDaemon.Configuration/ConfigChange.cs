using System.Collections.Immutable;

namespace EdgeDaemon.Configuration;

/// <summary>What differs between two configurations.</summary>
/// <param name="Live">The keys that take effect at once.</param>
/// <param name="Restart">The keys that wait for the next start.</param>
public sealed record ConfigChange(ImmutableArray<ConfigDifference> Live, ImmutableArray<ConfigDifference> Restart)
{
    /// <summary>No difference.</summary>
    public static ConfigChange None { get; } = new([], []);

    /// <summary>Is nothing different?</summary>
    public bool IsEmpty => Live.IsEmpty && Restart.IsEmpty;

    /// <summary>Compares two configurations key by key, cameras by name and model.</summary>
    public static ConfigChange Between(DaemonConfig before, DaemonConfig after)
    {
        var differences = new List<ConfigDifference>();
        ConfigSchema.Root.Compare(before, after, "", differences);
        return new ConfigChange(
            [.. differences.Where(d => d.Reload == ConfigReload.Live)],
            [.. differences.Where(d => d.Reload == ConfigReload.Restart)]);
    }
}
