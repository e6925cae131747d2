using EdgeDaemon.Vision.Health;

namespace EdgeDaemon.Vision.Tests.Health;

public sealed class HealthDebouncerTests
{
    private const int Ok = 1;
    private const int Dark = 2;
    private const int Covered = 5;

    private readonly HealthDebouncer _health = new(Ok, new HealthParameters(ScoreThreshold: 0.6f, AgreeingLooks: 3));

    [Fact]
    public void Observe_EnoughAgreeingLooks_ChangeTheState()
    {
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(_ => _health.Observe(Dark, 0.9f)));
        Assert.Equal(Dark, _health.State);
    }

    [Fact]
    public void Observe_LooksThatDisagree_StartAgain()
    {
        foreach (var state in new[] { Dark, Dark, Covered, Dark, Dark })
            Assert.False(_health.Observe(state, 0.9f));

        Assert.True(_health.Observe(Dark, 0.9f));
    }

    [Theory]
    [InlineData(0.59f, Ok)]
    [InlineData(0.6f, Dark)]
    [InlineData(float.NaN, Ok)]
    public void Observe_UnsureFault_CountsAsOk(float score, int expected)
    {
        for (var look = 0; look < 3; look++)
            _health.Observe(Dark, score);

        Assert.Equal(expected, _health.State);
    }

    [Fact]
    public void Observe_UnsureOk_IsOk()
    {
        for (var look = 0; look < 3; look++)
            _health.Observe(Ok, 0.3f);

        Assert.Equal(Ok, _health.State);
    }

    [Fact]
    public void Reset_ForgetsState()
    {
        for (var look = 0; look < 3; look++)
            _health.Observe(Dark, 1);
        _health.Reset();

        Assert.Null(_health.State);
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(_ => _health.Observe(Dark, 1)));
    }
}
