using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Tests;

/// <summary>Configurations as texts.</summary>
internal static class ConfigText
{
    /// <summary>The shortest file that is right; six lines.</summary>
    public const string Minimal = """
        mqtt: {host: broker}
        cameras:
          - name: door
            source: {type: scene}
            model: detect3b

        """;

    /// <summary>Reads a text as the file <c>/etc/e.yaml</c> on the host <c>Porch-Pi</c>.</summary>
    public static ConfigResult Read(string text) => ConfigLoader.Read(YamlDocument.Parse(text, "/etc/e.yaml"), "Porch-Pi");

    /// <summary>Reads a text that must be right.</summary>
    public static DaemonConfig Good(string text)
    {
        var result = Read(text);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        return result.Config!;
    }

    /// <summary>The errors of a text without the file's folder.</summary>
    public static string[] Errors(string text)
    {
        var result = Read(text);
        Assert.True(result.Config is null == !result.Errors.IsEmpty);
        return [.. result.Errors.Select(e => e.ToString().Replace("/etc/", "", StringComparison.Ordinal))];
    }
}
