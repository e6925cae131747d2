using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>What System.Device.Gpio throws, as the exception that a line's users know.</summary>
internal static class IotGpioFailure
{
    /// <summary>Is it one that the package or its libraries throw? Its own type is not public, so that these are told by what they are not.</summary>
    internal static bool IsOne(Exception e) => e is not (GpioException or OutOfMemoryException or NullReferenceException);

    /// <summary>The failure in one line.</summary>
    internal static GpioException Of(string what, Exception e) =>
        new($"GPIO {what} by System.Device.Gpio: {string.Join(' ', e.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}.", e);
}
