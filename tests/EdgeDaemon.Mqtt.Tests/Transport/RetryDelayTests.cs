using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Tests.Transport;

public sealed class RetryDelayTests
{
    [Fact]
    public void Next_AgainAndAgain_BoundDoublesUpToTheLongest()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), () => 1);

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(_ => delay.Next().TotalSeconds));
        delay.Reset();
        Assert.Equal(1, delay.Next().TotalSeconds);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 0.25)]
    public void Next_Jitter_IsTheWholeRange(double random, double seconds) =>
        Assert.Equal(seconds, new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), () => random).Next().TotalSeconds);

    [Fact]
    public void Next_ForADay_NeverPassesTheLongest()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), () => 1);

        Assert.All(Enumerable.Range(0, 100_000), _ => Assert.InRange(delay.Next(), TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }
}
