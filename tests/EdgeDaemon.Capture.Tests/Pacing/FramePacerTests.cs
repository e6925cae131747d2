using EdgeDaemon.Capture.Pacing;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Capture.Tests.Pacing;

public sealed class FramePacerTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Wait_NoRate_NeverWaits()
    {
        using var pacer = new FramePacer(_time, null);
        for (var i = 0; i < 1_000; i++)
            pacer.Wait(CancellationToken.None);
    }

    [Fact]
    public void Wait_SlowReader_PassesMissedFramesOverAndStaysOnTheGrid()
    {
        using var pacer = new FramePacer(_time, 10);
        pacer.Wait(CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(350)); // the frames due at 100, 200 and 300 ms are late
        pacer.Wait(CancellationToken.None); // returns at once: one of them
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(TimeSpan.FromMilliseconds(1), pacer.Remaining); // 399 ms: not yet, and no burst for the other two
        _time.Advance(TimeSpan.FromMilliseconds(1));
        pacer.Wait(CancellationToken.None); // 400 ms
    }

    [Theory]
    [InlineData(7)]
    [InlineData(29.97)]
    [InlineData(240)]
    public void Wait_LongRun_DoesNotDrift(double framesPerSecond)
    {
        using var pacer = new FramePacer(_time, framesPerSecond);
        var frames = 0;
        for (var millisecond = 0; millisecond < 20_000; millisecond++)
        {
            if (pacer.Remaining <= TimeSpan.Zero)
            {
                pacer.Wait(CancellationToken.None);
                frames++;
            }

            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(frames, (20 * framesPerSecond) - 1, (20 * framesPerSecond) + 1);
    }

    [Fact]
    public void Wait_SlowerThanAFrameAnHour_IsPossible()
    {
        using var pacer = new FramePacer(_time, 0.0001);
        pacer.Wait(CancellationToken.None);
        Assert.Equal(TimeSpan.FromSeconds(10_000), pacer.Remaining);
        _time.Advance(TimeSpan.FromSeconds(10_000));
        pacer.Wait(CancellationToken.None);
    }
}
