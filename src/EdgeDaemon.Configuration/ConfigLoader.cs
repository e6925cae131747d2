using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Configuration;

/// <summary>Reads <c>edgedaemon.yaml</c>.</summary>
public static class ConfigLoader
{
    /// <summary>
    /// Reads and validates a file, and fills in every default. Whatever is wrong, a missing file included, is in the result;
    /// nothing throws. Of the files that it names only their presence is looked at, for warnings.
    /// </summary>
    /// <param name="path">The file; relative paths in it are relative to its folder.</param>
    public static ConfigResult Load(string path) => Read(YamlDocument.Load(path), Environment.MachineName);

    /// <summary>As <see cref="Load"/>, from a text that is not in the file yet.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file that it is for.</param>
    public static ConfigResult Parse(string text, string path) => Read(YamlDocument.Parse(text, path), Environment.MachineName);

    /// <summary>As <see cref="Load"/>, from a document; <paramref name="hostName"/> is the default of the device's id.</summary>
    internal static ConfigResult Read(YamlDocument document, string hostName)
    {
        if (!document.TryRead(ConfigSchema.Root, out var config))
            return new ConfigResult(null, document.Errors.Sorted(), []);
        var complete = Complete(config, hostName);
        return new ConfigResult(complete, [], ConfigWarnings.Find(complete, document));
    }

    /// <summary>Fills in the defaults that depend on other keys or on the machine.</summary>
    private static DaemonConfig Complete(DaemonConfig config, string hostName)
    {
        var device = config.DeviceId.Length > 0 ? config.DeviceId : Slug.From(hostName);
        return config with
        {
            DeviceId = device,
            Cameras = [.. config.Cameras.Select(WithSocket)],
            Mqtt = config.Mqtt with { ClientId = config.Mqtt.ClientId.Length > 0 ? config.Mqtt.ClientId : $"edgedaemon-{device}" },
        };
    }

    private static CameraConfig WithSocket(CameraConfig camera) => camera.Source is NetworkSourceConfig { Socket: "" } network
        ? camera with { Source = network with { Socket = $"/run/edgedaemon-ingest/{camera.Name}/frames.sock" } }
        : camera;
}
