using EdgeDaemon.Vision.Conditions;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Tests.Conditions;

public sealed class DarknessMeterTests
{
    private readonly DarknessMeter _meter = new();
    private readonly LumaPlane _plane = new();
    private int _seconds;

    [Fact]
    public void Observe_DuskAndDawn_BringOneChangeEach()
    {
        var changes = 0;
        for (var i = 0; i < 400; i++)
        {
            var wasDark = _meter.IsDark;
            // 100 down to 20 and back, with clouds of ± 8.
            Show((byte)(60 + (40 * Math.Cos(i * 2 * Math.PI / 400)) + (8 * Math.Sin(i))));
            changes += _meter.IsDark != wasDark ? 1 : 0;
        }

        Assert.Equal(2, changes);
        Assert.False(_meter.IsDark);
    }

    [Fact]
    public void Observe_FirstFrame_CountsAtOnce()
    {
        Show(10);

        Assert.True(_meter.IsDark);
        Assert.Equal(10, _meter.Brightness);
    }

    [Fact]
    public void Observe_Headlights_DoNotMakeDay()
    {
        Show(10);
        Show(200);

        Assert.True(_meter.IsDark);
    }

    private void Show(byte brightness)
    {
        using var frame = TestFrames.Gray(8, [.. Enumerable.Repeat(brightness, 64)]);
        frame.Timestamp = TimeSpan.FromSeconds(_seconds++);
        _plane.TakeFrom(frame);
        _meter.Observe(_plane);
    }
}
