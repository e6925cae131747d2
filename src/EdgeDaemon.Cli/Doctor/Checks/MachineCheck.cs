using System.Globalization;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>Clock, temperature, throttling: what a small computer suffers from.</summary>
/// <param name="processor">The processor's temperature in °C, or null; <see cref="Capture.Iot.Thermometer"/> but in tests.</param>
/// <param name="root">Where /sys and /run lie; another folder in tests.</param>
internal sealed class MachineCheck(Func<double?> processor, string root = "/")
{
    private const double Warm = 75;
    private const double Hot = 82;

    /// <summary>Bits of the firmware's word, and of what has happened since the boot (the same, 16 bits up).</summary>
    private static readonly string[] Throttles = ["under-voltage", "frequency capped", "throttled", "soft temperature limit"];

    public IEnumerable<Finding> Run(bool isClockSynchronised)
    {
        yield return isClockSynchronised
            ? Finding.Pass("clock", "synchronised")
            : Finding.Warn("clock", "not synchronised: events carry a mark that says so", "'timedatectl' tells why; 'timedatectl set-ntp true' turns synchronisation on.");
        yield return Temperature();
        if (Throttling() is { } throttling)
            yield return throttling;
    }

    /// <summary>Is the clock synchronised?</summary>
    public static bool AskClock() => new SystemClock(TimeProvider.System).IsSynchronised;

    private Finding Temperature()
    {
        var zones = Path.Combine(root, "sys/class/thermal");
        var others = !Directory.Exists(zones) ? [] : Directory.EnumerateDirectories(zones, "thermal_zone*")
            .Select(zone => ReadNumber(Path.Combine(zone, "temp"), NumberStyles.AllowLeadingSign) / 1000.0);
        // The package knows the first zone alone; on many boards another one is the hottest.
        var hottest = others.Append(processor()).Max();
        if (hottest is not { } degrees)
            return Finding.Pass("temperature", "this machine has no sensor");
        var text = string.Create(CultureInfo.InvariantCulture, $"{degrees:F0} °C");
        return degrees switch
        {
            >= Hot => Finding.Fail("temperature", text, "Cool it: it slows itself down by now. Lower 'cameras[].fps' meanwhile."),
            >= Warm => Finding.Warn("temperature", text, "Give it air or a heat sink."),
            _ => Finding.Pass("temperature", text),
        };
    }

    /// <summary>Only a Raspberry Pi has this file.</summary>
    private Finding? Throttling()
    {
        if (ReadNumber(Path.Combine(root, "sys/devices/platform/soc/soc:firmware/get_throttled"), NumberStyles.AllowHexSpecifier) is not { } word)
            return null;
        var now = Throttles.Where((_, bit) => (word & (1L << bit)) != 0).ToList();
        var before = Throttles.Where((_, bit) => (word & (1L << (bit + 16))) != 0).ToList();
        if (now.Count > 0)
            return Finding.Fail("throttling", $"now: {string.Join(", ", now)}", "Use the power supply that is meant for this board, a short cable, and cooling.");
        return before.Count > 0
            ? Finding.Warn("throttling", $"since the boot: {string.Join(", ", before)}", "Look at power supply, cable and cooling.")
            : Finding.Pass("throttling", "none since the boot");
    }

    private static long? ReadNumber(string file, NumberStyles style)
    {
        try
        {
            var text = File.ReadAllText(file).Trim();
            if (text.StartsWith("0x", StringComparison.Ordinal))
                text = text[2..];
            return long.TryParse(text, style, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
