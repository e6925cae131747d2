using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline.Gpio;

namespace EdgeDaemon.Tests.Gpio;

/// <summary>Every kind of trigger, on a chip that is not there: it is a failure that the watch knows, and names the chip.</summary>
public sealed class GpioSetupTests
{
    [Theory]
    [InlineData(TriggerKind.Line, DeviceDriver.Kernel)]
    [InlineData(TriggerKind.Motion, DeviceDriver.Kernel)]
    [InlineData(TriggerKind.Button, DeviceDriver.Kernel)]
    [InlineData(TriggerKind.Line, DeviceDriver.Iot)]
    [InlineData(TriggerKind.Motion, DeviceDriver.Iot)]
    [InlineData(TriggerKind.Button, DeviceDriver.Iot)]
    public void Open_ChipIsNotThere_FailsAsAnInputMay(TriggerKind kind, DeviceDriver driver)
    {
        var open = GpioSetup.Open("/dev/gpiochip4711", new TriggerConfig { Line = "3", Kind = kind, Driver = driver });

        var failure = Assert.Throws<GpioException>(() => open());

        Assert.Contains("'/dev/gpiochip4711'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
