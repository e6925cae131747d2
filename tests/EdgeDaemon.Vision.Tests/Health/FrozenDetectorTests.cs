using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Health;

namespace EdgeDaemon.Vision.Tests.Health;

public sealed class FrozenDetectorTests
{
    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.I420)]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.Yuyv)]
    public void Observe_SamePicture_IsFrozenFromTheNthFrameOn(PixelFormat format)
    {
        using var frame = TestFrames.Noise(format, 64, 48);
        var detector = new FrozenDetector(3);

        Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(_ => detector.Observe(frame)));
    }

    [Fact]
    public void Observe_NoiseChanges_IsNotFrozen()
    {
        var detector = new FrozenDetector(2);

        for (var seed = 0; seed < 10; seed++)
        {
            using var frame = TestFrames.Noise(PixelFormat.I420, 640, 480, seed: seed);
            Assert.False(detector.Observe(frame));
        }
    }

    [Fact]
    public void Observe_BlackPicture_IsNotJudged()
    {
        using var frame = TestFrames.Gray(8, new byte[64]);
        var detector = new FrozenDetector(2);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(detector.Observe(frame)));
    }

    [Fact]
    public void Observe_PictureMovesAgain_IsNoLongerFrozen()
    {
        using var first = TestFrames.Noise(PixelFormat.Rgb24, 40, 30, seed: 1);
        using var second = TestFrames.Noise(PixelFormat.Rgb24, 40, 30, seed: 2);
        var detector = new FrozenDetector(2);
        detector.Observe(first);

        Assert.True(detector.Observe(first));
        Assert.False(detector.Observe(second));
    }

    [Fact]
    public void Observe_TinyFrame_Works()
    {
        using var frame = TestFrames.Gray(2, 1, 2, 3, 4);
        var detector = new FrozenDetector(2);
        detector.Observe(frame);

        Assert.True(detector.Observe(frame));
    }

    [Fact]
    public void Observe_SteadyState_AllocatesNothing()
    {
        using var frame = TestFrames.Noise(PixelFormat.Yuyv, 640, 480);
        var detector = new FrozenDetector(3);

        Assert.Equal(0, Allocations.InSteadyState(() => detector.Observe(frame)));
    }
}
