using EdgeDaemon.TestKit;

namespace EdgeDaemon.Linux.Tests;

public sealed class DeviceSensorsTests : IDisposable
{
    private readonly TempDirectory _root = new();

    [Fact]
    public void ReadTemperature_SeveralZones_IsTheHottest()
    {
        Write("48312\n", "sys", "class", "thermal", "thermal_zone0", "temp");
        Write("61249\n", "sys", "class", "thermal", "thermal_zone1", "temp");
        Write("not a number\n", "sys", "class", "thermal", "thermal_zone2", "temp");

        Assert.Equal(61.2, new DeviceSensors(_root.Path).ReadTemperature());
    }

    [Theory]
    [InlineData("some avg10=12.34 avg60=1.00 avg300=0.00 total=5\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", 0.1234)]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", 0.0)]
    [InlineData("full avg10=50.00 avg60=0.00 avg300=0.00 total=0\n", null)]
    [InlineData("some avg10=much avg60=0.00\n", null)]
    [InlineData("", null)]
    public void ReadPressure_OfTheKernel_IsAShare(string text, double? expected)
    {
        Write(text, "proc", "pressure", "cpu");

        Assert.Equal(expected, new DeviceSensors(_root.Path).ReadPressure());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("50000")]
    [InlineData("50005", "under_voltage", "throttled")]
    [InlineData("0xf", "under_voltage", "frequency_capped", "throttled", "soft_temperature_limit")]
    public void ReadThrottling_Bits_AreWhatHoldsNow(string text, params string[] faults)
    {
        Write(text + "\n", "sys", "devices", "platform", "soc", "soc:firmware", "get_throttled");

        Assert.Equal(faults, new DeviceSensors(_root.Path).ReadThrottling());
    }

    [Fact]
    public void Read_OnAMachineWithout_IsNotKnown()
    {
        Assert.Null(new DeviceSensors(_root.Path).ReadTemperature());
        Assert.Null(new DeviceSensors(_root.Path).ReadThrottling());
        Assert.Null(new DeviceSensors(_root.Path).ReadModel());
    }

    [Theory]
    [InlineData("Raspberry Pi 5 Model B Rev 1.0\0", "Raspberry Pi 5 Model B Rev 1.0")]
    [InlineData("\0", null)]
    [InlineData("a\u001bb", null)]
    public void ReadModel_Firmware_NamesTheMachine(string text, string? expected)
    {
        Write(text, "sys", "firmware", "devicetree", "base", "model");

        Assert.Equal(expected, new DeviceSensors(_root.Path).ReadModel());
    }

    public void Dispose() => _root.Dispose();

    private void Write(string text, params string[] path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }
}
