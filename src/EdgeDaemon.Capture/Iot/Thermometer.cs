using Iot.Device.CpuTemperature;

namespace EdgeDaemon.Capture.Iot;

/// <summary>
/// The processor's temperature by Iot.Device.CpuTemperature, which reads the first thermal zone. Where there is no sensor it throws (it makes a
/// temperature of "not a number"); here it is null then. The publisher reads the kernel's files itself: a process with a
/// network carries no package that holds camera drivers.
/// </summary>
public static class Thermometer
{
    // Below and above, a sensor is broken, whatever it says.
    private const double Coldest = -60;
    private const double Hottest = 150;

    /// <summary>Degrees Celsius, or null.</summary>
    public static double? Processor()
    {
        try
        {
            using var sensor = new CpuTemperature();
            return sensor.IsAvailable && sensor.Temperature.DegreesCelsius is >= Coldest and <= Hottest and var degrees ? degrees : null;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // No sensor, one that sleeps, or one that this user may not read.
            return null;
        }
    }
}
