using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.Pipeline.Governing;
using EdgeDaemon.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Governing;

/// <summary>The governor on kernel files that somebody else writes: a trace of a device that gets hot and cools again.</summary>
public sealed class GovernorTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private readonly TempDirectory _root = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    /// <summary>A heat sink with a time constant of two minutes, heated in proportion to the frames that are looked at.</summary>
    [Fact]
    public void Look_DeviceThatOverheatsAtFullRate_SettlesBelowWhatTheFirmwareThrottlesAt()
    {
        var governor = New(new GovernorConfig());
        var (temperature, hottest, coolest) = (45.0, 0.0, 100.0);
        for (var second = 0; second < 3600; second += 5)
        {
            temperature += (40 + (60 * governor.Share) - temperature) * 5 / 120; // 100 °C at full rate
            Temperature(temperature);
            governor.Look(_now += Look);
            hottest = Math.Max(hottest, temperature);
            coolest = second > 1800 ? Math.Min(coolest, temperature) : coolest;
        }

        Assert.InRange(hottest, 78, 81);
        Assert.InRange(coolest, 68, 78);
        Assert.InRange(governor.Share, 0.3, 0.8);
        Assert.Equal(FrameRateLimit.Temperature, governor.LimitedBy);
    }

    [Fact]
    public void Look_CoolAgain_ReturnsToTheFullRateInSteps()
    {
        var governor = New(new GovernorConfig());
        Temperature(90);
        Looks(governor, 3);
        Assert.Equal(0.421875, governor.Share);

        Temperature(75); // no longer too hot, and not cool either
        Looks(governor, 100);
        Assert.Equal(0.421875, governor.Share);

        Temperature(60);
        Looks(governor, 6);
        Assert.Equal(0.5625, governor.Share);
        Looks(governor, 12);
        Assert.Equal(1, governor.Share);
        Assert.Equal(FrameRateLimit.None, governor.LimitedBy);
    }

    [Fact]
    public void Look_SoonerThanFiveSeconds_DoesNothing()
    {
        var governor = New(new GovernorConfig());
        Temperature(90);
        for (var i = 0; i < 100; i++)
            governor.Look(_now += TimeSpan.FromMilliseconds(10));

        Assert.Equal(0.75, governor.Share);
    }

    [Fact]
    public void Look_FirmwareThrottles_IsToldAsThat()
    {
        var governor = New(new GovernorConfig());
        Write("50005", "sys", "devices", "platform", "soc", "soc:firmware", "get_throttled");
        Looks(governor, 1);

        Assert.Equal((0.75, FrameRateLimit.Throttling), (governor.Share, governor.LimitedBy));
    }

    [Fact]
    public void Look_ForEver_KeepsTheLeastShare()
    {
        var governor = New(new GovernorConfig { Least = 0.25 });
        Temperature(110);
        Looks(governor, 500);

        Assert.Equal(0.25, governor.Share);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0.5, 0.75)]
    public void Look_Pressure_CountsWhereItIsConfigured(double? limit, double expected)
    {
        var governor = New(new GovernorConfig { Pressure = limit });
        Write("some avg10=88.00 avg60=1.00 avg300=0.00 total=5", "proc", "pressure", "cpu");
        Looks(governor, 1);

        Assert.Equal(expected, governor.Share);
    }

    [Fact]
    public void Look_NoSensorOrTurnedOff_AllowsEverything()
    {
        var without = New(new GovernorConfig());
        Looks(without, 10);
        var off = New(new GovernorConfig { Temperature = null });
        Temperature(110);
        Write("f", "sys", "devices", "platform", "soc", "soc:firmware", "get_throttled");
        Looks(off, 10);

        Assert.Equal((1, 1), (without.Share, off.Share));
    }

    [Fact]
    public void Cadence_HalfTheShare_HalfTheFrames()
    {
        var governor = New(new GovernorConfig { Least = 0.5 });
        var cadence = new FrameCadence(10, governor);
        Assert.Equal(30, Due(cadence, from: 0));
        Temperature(110);
        Looks(governor, 5);

        Assert.Equal(15, Due(cadence, from: 90));
    }

    public void Dispose() => _root.Dispose();

    /// <summary>How many of 90 frames of a camera of 30 fps are due.</summary>
    private static int Due(FrameCadence cadence, int from) =>
        Enumerable.Range(from, 90).Count(i => cadence.IsDue(TimeSpan.FromTicks(i * TimeSpan.TicksPerSecond / 30)));

    private Governor New(GovernorConfig config)
    {
        var whole = new DaemonConfig { DeviceId = "unit", Journal = new(), Mqtt = new() { Host = "h", ClientId = "c" }, Cameras = [], Governor = config };
        return new Governor(new LiveConfig(whole), new DeviceSensors(_root.Path), NullLogger.Instance);
    }

    private void Looks(Governor governor, int count)
    {
        for (var i = 0; i < count; i++)
            governor.Look(_now += Look);
    }

    private void Temperature(double celsius) =>
        Write(((int)(celsius * 1000)).ToString(CultureInfo.InvariantCulture), "sys", "class", "thermal", "thermal_zone0", "temp");

    private void Write(string text, params string[] path)
    {
        var file = _root[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
    }
}
