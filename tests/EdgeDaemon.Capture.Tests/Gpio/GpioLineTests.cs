using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Capture.Tests.Gpio;

/// <summary>What can be told without a chip; lines themselves are tried in tests/vm, on gpio-sim.</summary>
public sealed class GpioLineTests
{
    [Fact]
    public void Open_NoSuchChip_SaysWhich()
    {
        var failure = Assert.Throws<GpioException>(() => GpioLine.Open(new GpioLineOptions { Chip = "/dev/no-such-chip", Line = "1" }));

        Assert.Contains("'/dev/no-such-chip'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DeviceThatIsNoChip_SaysSo()
    {
        var failure = Assert.Throws<GpioException>(() => GpioLine.Open(new GpioLineOptions { Chip = "/dev/null", Line = "1" }));

        Assert.Contains("is no GPIO chip", failure.Message, StringComparison.Ordinal);
    }
}
