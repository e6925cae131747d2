using System.Globalization;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>This process's memory as the kernel counts it (proc(5)), in bytes.</summary>
internal static class ProcessMemory
{
    /// <summary>In use now.</summary>
    public static long Resident() => Read("VmRSS:");

    /// <summary>Most in use since the process began or <see cref="ResetPeak"/>.</summary>
    public static long Peak() => Read("VmHWM:");

    /// <summary>Makes the peak what is in use now.</summary>
    /// <returns>False where the kernel does not allow that.</returns>
    public static bool ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Read(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10;
    }
}
