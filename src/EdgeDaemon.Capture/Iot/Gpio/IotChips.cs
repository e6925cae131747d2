using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Globalization;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>
/// Drivers of System.Device.Gpio for a chip: that for libgpiod 1 (Debian 12), or that for libgpiod 2 (Debian 13), whichever library there is. What the
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
        return TryOpen(path, () => new LibGpiodDriver(number)) ?? TryOpen(path, () => new LibGpiodV2Driver(number))
            ?? throw new GpioException($"GPIO chip '{path}': 'driver: iot' needs libgpiod, and there is none. Install libgpiod3 or libgpiod2, or use 'driver: kernel'.");
    }

    /// <summary>Null where its library is not installed.</summary>
    private static GpioDriver? TryOpen(string path, Func<GpioDriver> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (IsWithoutLibrary(e))
        {
            return null;
        }
        catch (Exception e) when (IotGpioFailure.IsOne(e))
        {
            throw IotGpioFailure.Of($"chip '{path}' cannot be opened", e);
        }
    }

    /// <summary>The one driver says so itself, the other wraps what the loader throws.</summary>
    private static bool IsWithoutLibrary(Exception? e) =>
        e is not null && (e is PlatformNotSupportedException or DllNotFoundException || IsWithoutLibrary(e.InnerException));

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
