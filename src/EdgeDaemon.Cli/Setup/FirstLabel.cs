using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeDaemon.Cli.Doctor;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli.Setup;

/// <summary>The end of a setup: the services start anew, the doctor looks, and the publisher's program waits for the first label.</summary>
internal static class FirstLabel
{
    private const string IngestUser = "edgedaemon-ingest";

    /// <summary>Restarts what systemd runs of this configuration, and ends with the first label, or with the reason why there is none.</summary>
    /// <param name="path">The configuration.</param>
    /// <param name="config">What it says.</param>
    /// <param name="camera">The camera that was set up.</param>
    /// <param name="patience">How long the label is waited for.</param>
    /// <returns>0 with a label.</returns>
    public static int Await(string path, DaemonConfig config, string camera, TimeSpan patience)
    {
        var since = DateTimeOffset.UtcNow;
        var isRestarted = path == CommonOptions.DefaultConfigPath && ServiceUnit.Show(ServiceUnit.Vision) is { IsInstalled: true };
        if (isRestarted)
        {
            StartIngest(config, camera);
            Run("systemctl", "reset-failed", ServiceUnit.Vision, ServiceUnit.Publisher);
            if (Run("systemctl", "restart", ServiceUnit.Vision, ServiceUnit.Publisher) != 0)
                Console.Error.WriteLine($"warning: a service did not start: 'systemctl status {ServiceUnit.Vision} {ServiceUnit.Publisher}' says why.");
        }
        else
        {
            Console.Error.WriteLine($"No service runs this file; unless one does, start it: edgedaemon run --config {path}");
        }

        DoctorCommand.Run(path, json: false);
        string[] age = isRestarted ? ["--since", since.ToString("O", CultureInfo.InvariantCulture)] : [];
        return Run(PublisherExecutable.Require(), ["watch", "--config", path, "--first", patience.TotalSeconds.ToString(CultureInfo.InvariantCulture), .. age]);
    }

    /// <summary>The process that reads a network camera: it may read the address, and go to it.</summary>
    private static void StartIngest(DaemonConfig config, string camera)
    {
        if (config.Cameras.FirstOrDefault(c => c.Name == camera)?.Source is not NetworkSourceConfig source)
            return;
        var unit = $"edgedaemon-ingest@{camera}.service";
        if (source.UrlFile is { } file)
            Run("chown", IngestUser, file);
        var address = source.Url ?? File.ReadAllText(source.UrlFile!).Trim();
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            Run("systemctl", "set-property", unit, $"IPAddressAllow={uri.Host.Trim('[', ']')}");
        else
            Console.Error.WriteLine($"warning: the camera's address is a name, which a firewall does not know: allow what it stands for with 'systemctl edit {unit}' ([Service] IPAddressAllow=…).");
        Run("systemctl", "enable", unit);
        Run("systemctl", "restart", unit);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            Console.Error.WriteLine($"warning: '{program}' could not be run: {e.Message}.");
            return ExitCodes.Unavailable;
        }
    }
}
