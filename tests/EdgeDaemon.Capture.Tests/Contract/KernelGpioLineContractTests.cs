using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Gpio.Interop;
using EdgeDaemon.Capture.Tests.Gpio;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>Our line over a simulated kernel, and what it can in addition.</summary>
public sealed class KernelGpioLineContractTests : GpioLineContract
{
    private readonly SimulatedGpioKernel _kernel = new([.. Enumerable.Range(0, Lines).Select(i => $"GPIO{i}")]);

    protected override int Taken => _kernel.Taken;

    [Fact]
    public void Open_ByName_FindsTheLine()
    {
        _kernel.Drive(6, true);
        using var line = Open(Input("GPIO6"));

        Assert.True(line.Value);
        Assert.Equal(0, _kernel.OpenChips);
    }

    [Fact]
    public void Open_NameThatThereIsNot_SaysSo() =>
        Assert.Contains("has no line named 'DOOR'", Assert.Throws<GpioException>(() => Open(Input("DOOR"))).Message, StringComparison.Ordinal);

    [Fact]
    public void ActiveLow_LowLevelIsActive()
    {
        using var input = Open(Input("3") with { IsActiveLow = true });
        using var output = Open(new GpioLineOptions { Chip = Chip, Line = "5", IsOutput = true, IsActiveLow = true });

        Assert.True(input.Value);
        Assert.True(LevelOf(5));
    }

    [Theory]
    [InlineData(GpioBias.AsIs, 0)]
    [InlineData(GpioBias.PullUp, GpioAbi.FLAG_BIAS_PULL_UP)]
    [InlineData(GpioBias.PullDown, GpioAbi.FLAG_BIAS_PULL_DOWN)]
    [InlineData(GpioBias.Disabled, GpioAbi.FLAG_BIAS_DISABLED)]
    public void Bias_IsAskedOfTheKernel(GpioBias bias, ulong flag)
    {
        using var line = Open(Input("3") with { Bias = bias });

        Assert.Equal(flag, _kernel.FlagsOf(3) & (GpioAbi.FLAG_BIAS_PULL_UP | GpioAbi.FLAG_BIAS_PULL_DOWN | GpioAbi.FLAG_BIAS_DISABLED));
    }

    protected override IGpioLine Open(GpioLineOptions options) => GpioLine.Open(options, _kernel);

    protected override void Drive(int line, bool isHigh) => _kernel.Drive(line, isHigh);

    protected override bool? LevelOf(int line) => _kernel.LevelOf(line);

    protected override void Unplug() => _kernel.IsPlugged = false;
}
