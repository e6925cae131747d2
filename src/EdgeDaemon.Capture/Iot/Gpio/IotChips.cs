using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Globalization;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Interop;

namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>
/// Drivers of System.Device.Gpio for a chip. The one for libgpiod 2 (Debian 13) is tried first, then that for libgpiod 1 (Debian 12). What the
/// package would choose itself is not asked: on some boards that maps registers, and takes no chip.
/// </summary>
internal static class IotChips
{
    private const string Prefix = "/dev/gpiochip";

    /// <summary>Opens a chip.</summary>
    /// <param name="path">Its device, or a link to it.</param>
    /// <exception cref="GpioException">It is no chip with a number, cannot be opened, or libgpiod is not installed.</exception>
    internal static GpioDriver Open(string path)
    {
        var number = NumberOf(path);
        try
        {
            if (GpioDriver.TryCreate(() => new LibGpiodV2Driver(number), out var second))
                return second;
            if (GpioDriver.TryCreate(() => new LibGpiodDriver(number), out var first))
                return first;
        }
        catch (Exception e) when (IotGpioFailure.IsOne(e))
        {
            throw IotGpioFailure.Of($"chip '{path}' cannot be opened", e);
        }

        throw new GpioException($"GPIO chip '{path}': 'driver: iot' needs libgpiod, and there is none. Install libgpiod3 or libgpiod2, or use 'driver: kernel'.");
    }

    /// <summary>The package names chips by number.</summary>
    internal static int NumberOf(string path)
    {
        var target = LinkTarget.Of(path);
        return target.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(target.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new GpioException($"GPIO chip '{path}' has no number that 'driver: iot' could open it by. Write {Prefix}0 or another one, or use 'driver: kernel'.");
    }
}
