namespace EdgeDaemon.Configuration;

/// <summary>
/// The configuration that a process runs under. A reload takes over the live keys; what takes a restart is named and left as
/// it is, and a file with any error changes nothing. Safe for use from several threads.
/// </summary>
/// <param name="initial">The configuration of the start.</param>
public sealed class LiveConfig(DaemonConfig initial)
{
    private readonly Lock _reloading = new();
    private volatile DaemonConfig _current = initial;

    /// <summary>What holds now; never changed in place, so that a caller may keep it for as long as it works with it.</summary>
    public DaemonConfig Current => _current;

    /// <summary>Reads the file again. When and why is the caller's.</summary>
    public ReloadResult TryReload(string path)
    {
        lock (_reloading)
        {
            var loaded = ConfigLoader.Load(path);
            if (loaded.Config is null)
                return new ReloadResult(_current, ConfigChange.None, loaded.Errors, loaded.Warnings);
            var change = ConfigChange.Between(_current, loaded.Config);
            if (!change.Live.IsEmpty)
                _current = ConfigSchema.Root.TakeLive(_current, loaded.Config);
            return new ReloadResult(_current, change, loaded.Errors, loaded.Warnings);
        }
    }
}
