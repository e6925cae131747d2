namespace EdgeDaemon.Configuration;

/// <summary>One key that differs between two configurations.</summary>
/// <param name="Path">The key; cameras by name: <c>cameras[door].fps</c>.</param>
/// <param name="Before">Its old value as YAML.</param>
/// <param name="After">Its new value as YAML.</param>
/// <param name="Reload">Whether it can take effect at once.</param>
public sealed record ConfigDifference(string Path, string Before, string After, ConfigReload Reload)
{
    /// <summary><c>PATH: BEFORE → AFTER</c>.</summary>
    public override string ToString() => $"{Path}: {Before} → {After}";
}
