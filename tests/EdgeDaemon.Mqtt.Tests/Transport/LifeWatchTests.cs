using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Mqtt.Tests.Transport;

public sealed class LifeWatchTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(3600)]
    public void Verdict_SilentFromAnyMomentOn_FallsWithinTwiceTheKeepAlive(int seconds)
    {
        var keepAlive = TimeSpan.FromSeconds(seconds);
        foreach (var publishes in (bool[])[false, true])
        {
            var watch = new LifeWatch(keepAlive, _time);
            var silentSince = _time.GetTimestamp();
            long? oldest = publishes ? silentSince : null;
            while (watch.Verdict(oldest) is null)
            {
                Assert.True(_time.GetElapsedTime(silentSince) < keepAlive * 2, $"{_time.GetElapsedTime(silentSince)}");
                if (watch.PingIsDue)
                    watch.Pinged();
                _time.Advance(watch.Pace);
            }
        }
    }

    [Fact]
    public void Verdict_SlowButAnswering_IsLeftAlone()
    {
        var watch = new LifeWatch(TimeSpan.FromSeconds(10), _time);
        var oldest = _time.GetTimestamp();
        for (var i = 0; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            watch.Answered();
            Assert.Null(watch.Verdict(oldest));
        }
    }

    [Fact]
    public void Verdict_PingsAnsweredAndPublishesNot_Falls()
    {
        var watch = new LifeWatch(TimeSpan.FromSeconds(10), _time);
        var oldest = _time.GetTimestamp();
        for (var i = 0; i < 16; i++)
        {
            Assert.Null(watch.Verdict(oldest));
            _time.Advance(TimeSpan.FromSeconds(1));
            watch.Ponged();
        }

        Assert.Contains("acknowledged no message", watch.Verdict(oldest), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_OneThatOthersOvertakeForEver_Falls()
    {
        var watch = new LifeWatch(TimeSpan.FromSeconds(10), _time);
        var oldest = _time.GetTimestamp();
        for (var i = 0; i < 11; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            watch.Answered();
        }

        Assert.Contains("only later ones", watch.Verdict(oldest), StringComparison.Ordinal);
    }

    [Fact]
    public void PingIsDue_AnswersOrPingsComing_OnlyAfterQuiet()
    {
        var watch = new LifeWatch(TimeSpan.FromSeconds(8), _time);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(watch.PingIsDue);
        watch.Answered();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(watch.PingIsDue);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(watch.PingIsDue);
        watch.Pinged();
        Assert.False(watch.PingIsDue);
        watch.Ponged();
        Assert.Null(watch.Verdict(null));
    }
}
