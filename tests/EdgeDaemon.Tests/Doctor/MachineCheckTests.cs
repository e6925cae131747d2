using EdgeDaemon.Cli.Doctor.Checks;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Doctor;

/// <summary>The sensors of a small computer, as files in a folder.</summary>
public sealed class MachineCheckTests : IDisposable
{
    private readonly TempDirectory _root = new();

    [Theory]
    [InlineData("48312", "Pass", "48 °C")]
    [InlineData("78000", "Warn", "78 °C")]
    [InlineData("84100", "Fail", "84 °C")]
    public void Temperature_TellsTheHottestZone(string millidegrees, string level, string text)
    {
        Write("sys/class/thermal/thermal_zone0/temp", "20000\n");
        Write("sys/class/thermal/thermal_zone1/temp", millidegrees + "\n");

        Assert.Equal((level, text), Of("temperature"));
    }

    [Theory]
    [InlineData(83.5, "Fail", "84 °C")]
    [InlineData(40.0, "Pass", "50 °C")]
    public void Temperature_OfTheProcessorCountsToo(double processor, string level, string text)
    {
        Write("sys/class/thermal/thermal_zone0/temp", "50000\n");

        var finding = new MachineCheck(() => processor, _root.Path).Run(isClockSynchronised: true).Single(f => f.Area == "temperature");

        Assert.Equal((level, text), (finding.Level.ToString(), finding.Text));
    }

    [Theory]
    [InlineData("0x0", "Pass", "none since the boot")]
    [InlineData("50000", "Warn", "since the boot: under-voltage, throttled")]
    [InlineData("50005", "Fail", "now: under-voltage, throttled")]
    public void Throttling_TellsNowAndBefore(string word, string level, string text)
    {
        Write("sys/devices/platform/soc/soc:firmware/get_throttled", word);

        Assert.Equal((level, text), Of("throttling"));
    }

    [Fact]
    public void NoSensors_NothingFails() =>
        Assert.All(new MachineCheck(() => null, _root.Path).Run(isClockSynchronised: true), finding => Assert.Equal("Pass", finding.Level.ToString()));

    [Fact]
    public void Clock_NotSynchronised_Warns()
    {
        var finding = new MachineCheck(() => null, _root.Path).Run(isClockSynchronised: false).First();

        Assert.Equal(("clock", "Warn"), (finding.Area, finding.Level.ToString()));
    }

    public void Dispose() => _root.Dispose();

    private (string Level, string Text) Of(string area)
    {
        var finding = new MachineCheck(() => null, _root.Path).Run(isClockSynchronised: true).Single(f => f.Area == area);
        return (finding.Level.ToString(), finding.Text);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }
}
