using EdgeDaemon.Configuration;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary>Reads the configuration for a command.</summary>
internal static class Configuration
{
    /// <summary>The configuration, or null after every error went to <paramref name="error"/>, one line each.</summary>
    public static DaemonConfig? Load(string path, TextWriter error)
    {
        var result = ConfigLoader.Load(path);
        foreach (var problem in result.Errors)
            error.WriteLine(problem);
        return result.Config;
    }
}
