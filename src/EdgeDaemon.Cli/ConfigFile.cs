using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli;

/// <summary>Loads the configuration for a command and tells what is wrong with it, one line per fault.</summary>
internal static class ConfigFile
{
    /// <summary>Loads; null, after saying why on stderr, when there is any error.</summary>
    public static DaemonConfig? LoadOrExplain(string path)
    {
        var result = ConfigLoader.Load(path);
        foreach (var fault in result.Errors)
            Console.Error.WriteLine(fault);
        foreach (var doubt in result.Warnings)
            Console.Error.WriteLine($"warning: {doubt}");
        return result.Config;
    }

    /// <summary>A camera by its name.</summary>
    /// <exception cref="FormatException">There is none; the message has those that there are.</exception>
    public static CameraConfig RequireCamera(DaemonConfig config, string path, string name) => config.Cameras.FirstOrDefault(camera => camera.Name == name)
        ?? throw new FormatException($"'{path}' has no camera '{name}'; it has {string.Join(", ", config.Cameras.Select(camera => $"'{camera.Name}'"))}.");
}
