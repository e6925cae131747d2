using System.Globalization;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Service;

namespace EdgeDaemon.Hosting.Tests;

public sealed class ServiceManagerTests
{
    private const int OwnId = 4711;
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reloaded_ListenerOfEitherKind_HearsReadyAndStatus(bool isAbstract)
    {
        using var listener = new NotifyListener(isAbstract);
        using var service = Create(listener);

        service.Reloaded("Waiting for porch.");

        Assert.Equal("READY=1\nSTATUS=Waiting for porch.", listener.Next());
    }

    [Fact]
    public void Status_WithLineBreaks_CannotSetOtherVariables()
    {
        using var listener = new NotifyListener();
        using var service = Create(listener);

        service.Status("device said:\nREADY=1\r\nMAINPID=1");

        Assert.Equal("STATUS=device said: READY=1 MAINPID=1", listener.Next());
    }

    [Fact]
    public void Status_SameLineAgain_IsSaidOnce()
    {
        using var listener = new NotifyListener();
        using var service = Create(listener);

        service.Status("a");
        service.Status("a");
        service.Status("b");

        Assert.Equal("STATUS=a", listener.Next());
        Assert.Equal("STATUS=b", listener.Next());
    }

    [Fact]
    public void Reloading_TellsWhenByTheMonotonicClock()
    {
        using var listener = new NotifyListener();
        using var service = ServiceManager.Create(VariablesOf(listener), OwnId, TimeProvider.System);
        var before = Microseconds();

        service.Reloading();

        var lines = listener.Next().Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        var said = long.Parse(lines[1]["MONOTONIC_USEC=".Length..], CultureInfo.InvariantCulture);
        Assert.InRange(said, before, Microseconds());

        static long Microseconds() => (long)(TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency * 1e6);
    }

    [Fact]
    public void Alive_CalledForEachFrame_IsPassedOnFourTimesPerInterval()
    {
        using var listener = new NotifyListener();
        using var service = Create(listener, ("WATCHDOG_USEC", "8000000"));
        var heard = 0;

        for (var frame = 0; frame < 160; frame++)
        {
            service.Alive();
            while (!listener.IsSilent)
            {
                Assert.Equal("WATCHDOG=1", listener.Next());
                heard++;
            }

            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(8, heard);
    }

    [Fact]
    public void Alive_EachFrame_AllocatesNothing()
    {
        using var listener = new NotifyListener();
        // The clock that only tests move allocates as it moves; this one moves by being read.
        using var fast = ServiceManager.Create(VariablesOf(listener, ("WATCHDOG_USEC", "4")), OwnId, TimeProvider.System);

        Assert.Equal(0, Allocations.InSteadyState(fast.Alive));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "4711", 30.0)]
    [InlineData("30000000", "4712", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    public void Watchdog_EnvironmentSays_OnlyWhatIsMeantForUs(string? microseconds, string? forProcess, double? expectedSeconds)
    {
        using var listener = new NotifyListener();
        using var service = Create(listener, ("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", forProcess));

        Assert.Equal(expectedSeconds, service.Watchdog?.TotalSeconds);
    }

    [Fact]
    public void AllowPauses_LongerThanTheInterval_MakesItLonger()
    {
        using var listener = new NotifyListener();
        using var service = Create(listener, ("WATCHDOG_USEC", "30000000"));

        service.AllowPauses(TimeSpan.FromSeconds(10));
        service.AllowPauses(TimeSpan.FromSeconds(300));

        Assert.Equal("WATCHDOG_USEC=300000000", listener.Next());
        Assert.Equal(300, service.Watchdog?.TotalSeconds);
        Assert.True(listener.IsSilent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("relative/path")]
    [InlineData("/there/is/no/such/socket")]
    public void Send_NobodyListens_IsNoError(string? name)
    {
        using var service = ServiceManager.Create(variable => variable == "NOTIFY_SOCKET" ? name : null, OwnId, _time);

        service.Reloaded("x");
        service.Status("y");
        service.Alive();

        Assert.Null(service.Watchdog);
    }

    [Fact]
    public void Create_PathThatNoAddressHolds_IsNoError()
    {
        using var service = ServiceManager.Create(variable => variable == "NOTIFY_SOCKET" ? "/" + new string('x', 108) : null, OwnId, _time);

        service.Reloaded("x");
    }

    private ServiceManager Create(NotifyListener listener, params (string Name, string? Value)[] others) =>
        ServiceManager.Create(VariablesOf(listener, others), OwnId, _time);

    private static Func<string, string?> VariablesOf(NotifyListener listener, params (string Name, string? Value)[] others) =>
        name => name == "NOTIFY_SOCKET" ? listener.Name : others.FirstOrDefault(other => other.Name == name).Value;
}
