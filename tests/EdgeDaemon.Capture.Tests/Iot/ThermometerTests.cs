using EdgeDaemon.Capture.Iot;

namespace EdgeDaemon.Capture.Tests.Iot;

public sealed class ThermometerTests
{
    [Fact]
    public void Processor_WithOrWithoutSensor_NeverThrowsAndIsPlausible()
    {
        var degrees = Thermometer.Processor();

        Assert.True(degrees is null or (>= -60 and <= 150), $"{degrees}");
        // The package reads this one file.
        if (!File.Exists("/sys/class/thermal/thermal_zone0/temp"))
            Assert.Null(degrees);
    }
}
