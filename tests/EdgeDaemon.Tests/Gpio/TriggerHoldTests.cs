using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Gpio;

public sealed class TriggerHoldTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void IsOpen_WhileActiveAndForTheHoldAfter()
    {
        var gate = new TriggerHold(TimeSpan.FromSeconds(10), _time);
        Assert.False(gate.IsOpen);

        gate.Set(true);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(gate.IsOpen);

        gate.Set(false);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(gate.IsOpen);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(gate.IsOpen);
    }

    [Fact]
    public void Set_InactiveAgain_DoesNotProlong()
    {
        var gate = new TriggerHold(TimeSpan.FromSeconds(10), _time);
        gate.Set(true);
        gate.Set(false);
        _time.Advance(TimeSpan.FromSeconds(9));

        gate.Set(false);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(gate.IsOpen);
    }
}
