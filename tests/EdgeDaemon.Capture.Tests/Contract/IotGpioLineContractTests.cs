using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Iot.Gpio;
using EdgeDaemon.Capture.Tests.Iot.Gpio;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>A line by System.Device.Gpio over a simulated driver, and what it refuses.</summary>
public sealed class IotGpioLineContractTests : GpioLineContract
{
    private readonly FakeGpioChip _chip = new(Lines);

    protected override int Taken => _chip.Taken;

    [Fact]
    public void Open_ByName_IsRefusedWithARemedy() => Refused(
        Input("GPIO3"), "GPIO line GPIO3 of '/dev/gpiochip0': 'driver: iot' finds no line by its name. Write its number, or use 'driver: kernel'.");

    [Fact]
    public void ActiveLow_IsRefusedWithARemedy() => Refused(
        Input("3") with { IsActiveLow = true },
        "GPIO line 3 of '/dev/gpiochip0': 'driver: iot' knows no active low level. Turn the level round by the wiring, or use 'driver: kernel'.");

    [Theory]
    [InlineData(GpioBias.PullUp)]
    [InlineData(GpioBias.PullDown)]
    [InlineData(GpioBias.Disabled)]
    public void Bias_IsRefusedWithARemedy(GpioBias bias) => Refused(
        Input("3") with { Bias = bias },
        "GPIO line 3 of '/dev/gpiochip0': 'driver: iot' does not keep a pull. Use a resistor and 'pull: as_is', or use 'driver: kernel'.");

    [Fact]
    public void Dispose_LeavesNoDriverBehind()
    {
        Open(Input("3")).Dispose();
        Assert.Throws<GpioException>(() => Open(Input("8")));

        Assert.Equal(0, _chip.OpenDrivers);
    }

    [Theory]
    [InlineData("/dev/gpiochip12", 12)]
    public void NumberOf_ChipWithANumber_IsIt(string path, int number) => Assert.Equal(number, IotChips.NumberOf(path));

    [Theory]
    [InlineData("/dev/gpiochip")]
    [InlineData("/dev/null")]
    public void NumberOf_AnythingElse_IsRefused(string path) =>
        Assert.Contains("use 'driver: kernel'", Assert.Throws<GpioException>(() => IotChips.NumberOf(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_LibgpiodNotInstalled_SaysWhatToInstall()
    {
        if (NativeLibrary.TryLoad("libgpiod.so.3", out _) || NativeLibrary.TryLoad("libgpiod.so.2", out _))
            Assert.Skip("libgpiod is installed here.");

        Assert.Equal(
            "GPIO chip '/dev/gpiochip4711': 'driver: iot' needs libgpiod, and there is none. Install libgpiod3 or libgpiod2, or use 'driver: kernel'.",
            Assert.Throws<GpioException>(() => IotChips.Open("/dev/gpiochip4711")).Message);
    }

    protected override IGpioLine Open(GpioLineOptions options) => IotGpioLine.Open(options, _chip.Open);

    protected override void Drive(int line, bool isHigh) => _chip.Drive(line, isHigh);

    protected override bool? LevelOf(int line) => _chip.LevelOf(line);

    protected override void Unplug() => _chip.IsPlugged = false;

    private void Refused(GpioLineOptions options, string message)
    {
        Assert.Equal(message, Assert.Throws<GpioException>(() => Open(options)).Message);
        Assert.Equal(0, _chip.OpenDrivers);
    }
}
