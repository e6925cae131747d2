using EdgeDaemon.TestKit;
using EdgeDaemon.Workers;

namespace EdgeDaemon.Tests.Workers;

public sealed class RestartDelayTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Ended_SoonAgainAndAgain_WaitsLonger()
    {
        var delay = new RestartDelay(_time);

        Assert.InRange(After(delay, TimeSpan.FromSeconds(1)), RestartDelay.First / 2, RestartDelay.First);
        for (var i = 0; i < 10; i++)
            After(delay, TimeSpan.FromSeconds(1));
        Assert.InRange(After(delay, TimeSpan.FromSeconds(1)), RestartDelay.Longest / 2, RestartDelay.Longest);
    }

    [Fact]
    public void Ended_AfterItRanWell_StartsOver()
    {
        var delay = new RestartDelay(_time);
        for (var i = 0; i < 10; i++)
            After(delay, TimeSpan.FromSeconds(1));

        Assert.InRange(After(delay, RestartDelay.Longest), RestartDelay.First / 2, RestartDelay.First);
    }

    private TimeSpan After(RestartDelay delay, TimeSpan run)
    {
        delay.Started();
        _time.Advance(run);
        return delay.Ended();
    }
}
