using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Capture.Iot.Gpio;
using EdgeDaemon.Capture.Tests.Gpio;

namespace EdgeDaemon.Capture.Tests.Iot.Gpio;

/// <summary>Motion sensor and button of Iot.Device.Bindings, by our kernel line and by drivers of System.Device.Gpio.</summary>
public sealed class SensorLineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly GpioLineOptions Three = new() { Chip = "/dev/gpiochip0", Line = "3" };

    private readonly SimulatedGpioKernel _kernel = new([.. Enumerable.Range(0, 8).Select(i => $"GPIO{i}")]);
    private readonly FakeGpioChip _chip = new(8);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Motion_SensorHigh_IsActive(bool byKernel)
    {
        using var line = byKernel ? SensorLine.Motion(Three, GpioLine.Open(Three, _kernel)) : SensorLine.Motion(Three, _chip.Open);
        Assert.False(line.Value);

        Drive(byKernel, true);
        Assert.True(line.WaitForChange(Patience));
        Assert.True(line.Value);

        Drive(byKernel, false);
        Assert.True(line.WaitForChange(Patience));
        Assert.False(line.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Button_PressedAndReleasedBeforeAnybodyLooks_CountsOnce(bool byKernel)
    {
        using var line = byKernel ? SensorLine.Button(Three, GpioLine.Open(Three, _kernel)) : SensorLine.Button(Three, _chip.Open);
        Assert.False(line.Value);

        Drive(byKernel, true);
        Assert.True(line.WaitForChange(Patience));
        Drive(byKernel, false);
        // The button's own callbacks come one after the other; the release is the second.
        Assert.True(line.WaitForChange(Patience));

        Assert.True(line.Value);
        Assert.True(line.WaitForChange(Patience));
        Assert.False(line.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Button_Held_StaysActive(bool byKernel)
    {
        using var line = byKernel ? SensorLine.Button(Three, GpioLine.Open(Three, _kernel)) : SensorLine.Button(Three, _chip.Open);

        Drive(byKernel, true);
        Assert.True(line.WaitForChange(Patience));

        Assert.True(line.Value);
        Assert.True(line.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Button_ToGround_LowIsPressed(bool byKernel)
    {
        var options = Three with { IsActiveLow = true };
        Drive(byKernel, true);
        using var line = byKernel ? SensorLine.Button(options, GpioLine.Open(options, _kernel)) : SensorLine.Button(options, _chip.Open);
        Assert.False(line.Value);

        Drive(byKernel, false);

        Assert.True(line.WaitForChange(Patience));
        Assert.True(line.Value);
    }

    [Fact]
    public void Motion_ByKernel_KnowsNames()
    {
        var options = Three with { Line = "GPIO5" };
        using var line = SensorLine.Motion(options, GpioLine.Open(options, _kernel));

        Assert.Equal("motion sensor at line GPIO5 of '/dev/gpiochip0'", line.Description);
    }

    [Fact]
    public void ChipGoes_ByKernel_IsToldAtOnceAndByTheNextLook()
    {
        using var line = SensorLine.Motion(Three, GpioLine.Open(Three, _kernel));
        _kernel.IsPlugged = false;
        _kernel.Drive(3, true);

        Assert.True(line.WaitForChange(Patience));
        Assert.Contains("No such device", Assert.Throws<GpioException>(() => line.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChipGoes_ByDriver_IsToldByTheNextLook()
    {
        using var line = SensorLine.Button(Three, _chip.Open);
        _chip.IsPlugged = false;

        Assert.Contains("No such device", Assert.Throws<GpioException>(() => line.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_GivesEverythingBack()
    {
        SensorLine.Motion(Three, GpioLine.Open(Three, _kernel)).Dispose();
        SensorLine.Button(Three, GpioLine.Open(Three, _kernel)).Dispose();
        SensorLine.Motion(Three, _chip.Open).Dispose();
        SensorLine.Button(Three, _chip.Open).Dispose();

        Assert.Equal((0, 0, 0), (_kernel.Taken, _chip.Taken, _chip.OpenDrivers));
    }

    [Fact]
    public void LineTaken_FailsAndLeavesNothingBehind()
    {
        using var first = SensorLine.Motion(Three, _chip.Open);

        Assert.Contains("cannot be taken", Assert.Throws<GpioException>(() => SensorLine.Button(Three, _chip.Open)).Message, StringComparison.Ordinal);
        Assert.Equal(1, _chip.OpenDrivers);
    }

    [Fact]
    public void Wake_EndsTheWait()
    {
        using var line = SensorLine.Motion(Three, _chip.Open);
        line.Wake();

        Assert.False(line.WaitForChange(Patience));
    }

    private void Drive(bool byKernel, bool isHigh)
    {
        if (byKernel)
            _kernel.Drive(3, isHigh);
        else
            _chip.Drive(3, isHigh);
    }
}
