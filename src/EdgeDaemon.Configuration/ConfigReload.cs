namespace EdgeDaemon.Configuration;

/// <summary>When a changed key takes effect.</summary>
public enum ConfigReload
{
    /// <summary>At the next start.</summary>
    Restart,

    /// <summary>At the next reload.</summary>
    Live,
}
