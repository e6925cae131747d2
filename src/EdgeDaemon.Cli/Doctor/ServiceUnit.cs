using System.ComponentModel;
using System.Diagnostics;

namespace EdgeDaemon.Cli.Doctor;

/// <summary>What systemd says of a unit.</summary>
internal sealed class ServiceUnit
{
    public const string Vision = "edgedaemon-vision.service";
    public const string Publisher = "edgedaemon-publish.service";

    private readonly Dictionary<string, string> _properties;

    private ServiceUnit(Dictionary<string, string> properties) => _properties = properties;

    public bool IsInstalled => this["LoadState"] == "loaded";

    public bool IsActive => this["ActiveState"] is "active" or "reloading";

    public string StatusText => this["StatusText"];

    public int MainPid => int.TryParse(this["MainPID"], out var pid) ? pid : 0;

    /// <summary>A property by its name; empty when systemd does not say.</summary>
    public string this[string name] => _properties.GetValueOrDefault(name, "");

    /// <summary>Asks systemd; null where there is none.</summary>
    public static ServiceUnit? Show(string unit)
    {
        try
        {
            using var systemctl = Process.Start(new ProcessStartInfo("systemctl", ["show", unit])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            // Nobody reads what it complains of; an empty answer says enough.
            systemctl.ErrorDataReceived += (_, _) => { };
            systemctl.BeginErrorReadLine();
            var properties = Parse(systemctl.StandardOutput.ReadToEnd());
            systemctl.WaitForExit();
            return systemctl.ExitCode == 0 ? new ServiceUnit(properties) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Lines of NAME=VALUE; the last one counts.</summary>
    internal static Dictionary<string, string> Parse(string text)
    {
        var properties = new Dictionary<string, string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                properties[line[..at]] = line[(at + 1)..];
        }

        return properties;
    }
}
