using System.Collections.Immutable;
using System.Globalization;

namespace EdgeDaemon.Linux;

/// <summary>What the kernel says of the device, read from files; what is not there is not known.</summary>
/// <param name="root">Where <c>sys</c> lies; another folder than <c>/</c> in tests.</param>
public sealed class DeviceSensors(string root = "/")
{
    // Firmware property 0x00030046 of the Raspberry Pi, as its kernel driver shows it: bits 0-3 hold now, 16-19 since the start.
    private const string Throttled = "sys/devices/platform/soc/soc:firmware/get_throttled";
    private const string DeviceModel = "sys/firmware/devicetree/base/model";
    private const string ThermalZones = "sys/class/thermal";
    private const string Pressure = "proc/pressure/cpu";
    private static readonly ImmutableArray<string> Faults = ["under_voltage", "frequency_capped", "throttled", "soft_temperature_limit"];

    /// <summary>The hottest thermal zone in °C, one decimal, or null.</summary>
    public double? ReadTemperature()
    {
        double? hottest = null;
        foreach (var zone in Folders(Path.Combine(root, ThermalZones), "thermal_zone*"))
        {
            if (ReadText(Path.Combine(zone, "temp")) is { } text
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliCelsius))
            {
                hottest = Math.Max(hottest ?? double.MinValue, Math.Round(milliCelsius / 1000.0, 1));
            }
        }

        return hottest;
    }

    /// <summary>What the firmware calls the machine, such as <c>Raspberry Pi 5 Model B Rev 1.0</c>; null: it does not say.</summary>
    public string? ReadModel() =>
        ReadText(Path.Combine(root, DeviceModel))?.Trim('\0', ' ') is { Length: > 0 and <= 100 } model && !model.Any(char.IsControl) ? model : null;

    /// <summary>What holds the processor back now; empty: nothing; null: this machine does not say.</summary>
    public string[]? ReadThrottling()
    {
        var text = ReadText(Path.Combine(root, Throttled));
        if (text is null || !uint.TryParse(text.Replace("0x", "", StringComparison.OrdinalIgnoreCase), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
            return null;
        return [.. Faults.Where((_, i) => (bits & (1u << i)) != 0)];
    }

    /// <summary>
    /// Share of the last ten seconds, 0..1, in which something that could have run waited for a processor; null: the kernel does not say
    /// (before 4.20, or without <c>psi=1</c>).
    /// </summary>
    public double? ReadPressure()
    {
        var some = ReadText(Path.Combine(root, Pressure))?.Split('\n').FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal));
        var average = some?.Split(' ').FirstOrDefault(part => part.StartsWith("avg10=", StringComparison.Ordinal))?["avg10=".Length..];
        return double.TryParse(average, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? percent / 100 : null;
    }

    private static string[] Folders(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder, pattern) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some thermal zones answer only while their device is awake.
            return null;
        }
    }
}
