using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>Is the sandbox of each service really applied? What the kernel says of the process counts, not the unit file.</summary>
internal static class SandboxCheck
{
    public static IEnumerable<Finding> Run(DaemonConfig config) =>
    [
        .. Look(ServiceUnit.Vision, "vision"), .. Look(ServiceUnit.Publisher, "publisher"),
        .. config.Cameras.Where(camera => camera.Source is NetworkSourceConfig).SelectMany(camera => Look($"edgedaemon-ingest@{camera.Name}.service", $"ingest {camera.Name}")),
    ];

    private static IEnumerable<Finding> Look(string name, string process)
    {
        var area = $"sandbox {process}";
        if (ServiceUnit.Show(name) is not { IsInstalled: true } unit)
        {
            yield return Finding.Warn(area, $"there is no {name} here", "The Debian package installs it; without it nothing but the program itself keeps pictures on the device.");
            yield break;
        }

        if (!unit.IsActive)
        {
            yield return Finding.Fail(area, $"{name} is {unit["ActiveState"]}: {Reason(unit)}", $"systemctl restart {name}; journalctl -u {name}");
            yield break;
        }

        var missing = Missing(name, unit).ToList();
        yield return missing.Count == 0
            ? Finding.Pass(area, name == ServiceUnit.Vision ? "no network, no privileges, filtered system calls, cameras only" : $"no devices, no privileges, filtered system calls, {(name == ServiceUnit.Publisher ? "the broker" : "the camera")}'s addresses only")
            : Finding.Fail(area, string.Join("; ", missing), $"Look for drop-ins that weaken it: 'systemctl cat {name}'; then 'systemctl restart {name}'.");
    }

    private static string Reason(ServiceUnit unit) =>
        unit.StatusText.Length > 0 ? unit.StatusText : $"result {unit["Result"]}, exit status {unit["ExecMainStatus"]}";

    private static IEnumerable<string> Missing(string name, ServiceUnit unit)
    {
        var status = Status(unit.MainPid);
        if (status.GetValueOrDefault("Seccomp", "2") != "2")
            yield return "system calls are not filtered";
        if (status.GetValueOrDefault("NoNewPrivs", "1") != "1")
            yield return "it may gain privileges";
        if (status.GetValueOrDefault("CapEff", "0").Trim('0').Length > 0)
            yield return $"it has capabilities ({status["CapEff"]})";
        if (unit["DevicePolicy"] != "closed" && unit["PrivateDevices"] != "yes")
            yield return "any device may be opened";
        if (name == ServiceUnit.Vision && (unit["PrivateNetwork"] != "yes" || SharesNetwork(unit.MainPid)))
            yield return "it has a network";
        if (name != ServiceUnit.Vision && unit["IPAddressDeny"].Length == 0)
            yield return "it may reach any address";
    }

    /// <summary>True only when both namespaces can be seen, which takes root, and are the same.</summary>
    private static bool SharesNetwork(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/ns/net", returnFinalTarget: false)?.Name is { } its &&
                its == File.ResolveLinkTarget("/proc/1/ns/net", returnFinalTarget: false)?.Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Status(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1].Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
