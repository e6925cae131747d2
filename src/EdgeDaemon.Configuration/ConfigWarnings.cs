using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>Looks for what the configuration may say but probably does not mean: files that are not there, secrets in the clear.</summary>
internal static class ConfigWarnings
{
    /// <summary>Host names that images for such devices come with.</summary>
    private static readonly string[] CommonHostNames = ["localhost", "raspberrypi", "debian"];

    public static ImmutableArray<YamlError> Find(DaemonConfig config, YamlDocument document)
    {
        var warnings = new YamlErrors(document.Errors.File);
        if (document.Find("device", "id") is null && CommonHostNames.Contains(config.DeviceId))
            Warn(["device", "id"], $"not set, and the host name '{config.DeviceId}' is that of many devices",
                "Set 'device: {id: …}'.");
        for (var i = 0; i < config.TrustedKeys.Length; i++)
            NeedFile(config.TrustedKeys[i], "models", "trusted_keys", i);
        NeedFile(config.Mqtt.PasswordFile, "mqtt", "password_file");
        NeedFile(config.Mqtt.Tls?.CaFile, "mqtt", "tls", "ca_file");
        NeedFile(config.Mqtt.Tls?.CertificateFile, "mqtt", "tls", "certificate_file");
        NeedFile(config.Mqtt.Tls?.KeyFile, "mqtt", "tls", "key_file");
        if (config.Mqtt is { PasswordFile: not null, Tls: null } && !IsThisMachine(config.Mqtt.Host))
            Warn(["mqtt", "password_file"], "the password goes over the network unencrypted",
                "Add 'tls:', with 'ca_file:' for a broker with its own authority.");
        for (var i = 0; i < config.Cameras.Length; i++)
        {
            switch (config.Cameras[i].Source)
            {
                case ReplaySourceConfig replay:
                    NeedFile(replay.Path, "cameras", i, "source", "path");
                    break;
                case FfmpegSourceConfig video:
                    NeedFile(video.Path, "cameras", i, "source", "path");
                    break;
                case NetworkSourceConfig network:
                    NeedFile(network.CaFile, "cameras", i, "source", "ca_file");
                    break;
            }
        }

        return warnings.Sorted();

        void NeedFile(string? file, params object[] path)
        {
            // A credential exists for the publisher alone, and only while it runs.
            if (file is not null && Credential.NameIn(file) is null && !Path.Exists(file))
                Warn(path, $"{YamlText.Quote(file)} does not exist, or not for this user", "Check the path and its permissions.");
        }

        void Warn(object[] path, string problem, string remedy)
        {
            var name = string.Concat(path.Select((p, i) => p is int ? $"[{p}]" : i > 0 ? $".{p}" : $"{p}"));
            var node = document.Find(path);
            warnings.Add(node?.Line ?? 0, node?.Column ?? 0, name, problem, remedy);
        }
    }

    private static bool IsThisMachine(string host) =>
        host is "localhost" or "::1" || host.StartsWith("127.", StringComparison.Ordinal);
}
