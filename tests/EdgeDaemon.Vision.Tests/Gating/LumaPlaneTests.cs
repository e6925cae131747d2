using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Tests.Gating;

public sealed class LumaPlaneTests
{
    private readonly LumaPlane _plane = new();

    [Theory]
    [InlineData(640, 480, 80, 60)]
    [InlineData(1280, 720, 160, 90)]
    [InlineData(1920, 1080, 160, 90)]
    [InlineData(320, 240, 40, 30)]
    [InlineData(4, 4, 1, 1)]
    [InlineData(1, 300, 1, 37)]
    public void TakeFrom_AnySize_HasAboutAnEighthOfIt(int width, int height, int cellsAcross, int cellsDown)
    {
        using var frame = TestFrames.Noise(PixelFormat.Gray8, width, height);
        _plane.TakeFrom(frame);

        Assert.Equal((cellsAcross, cellsDown), (_plane.Width, _plane.Height));
    }

    [Fact]
    public void TakeFrom_HalvesOfOneCell_IsTheirMean()
    {
        using var frame = TestFrames.Gray(8, [.. Enumerable.Range(0, 64).Select(i => (byte)(i < 32 ? 100 : 201))]);
        _plane.TakeFrom(frame);

        Assert.Equal([151], _plane.Cells.ToArray()); // 150.5, rounded
    }

    [Fact]
    public void TakeFrom_Rgb_WeighsColoursAsBt601()
    {
        using var frame = TestFrames.Rgb(16, 8, (x, _) => x < 8 ? ((byte)255, (byte)0, (byte)0) : ((byte)0, (byte)0, (byte)255));
        _plane.TakeFrom(frame);

        Assert.Equal([77, 29], _plane.Cells.ToArray()); // 255 × 0.299 and × 0.114, rounded
    }

    [Theory]
    [InlineData(PixelFormat.Yuyv)]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.I420)]
    public void TakeFrom_Yuv_TakesLumaOnlyAndExpandsItsRange(PixelFormat format)
    {
        foreach (var (range, luma, expected) in new[] { (ColorRange.Full, 90, 90), (ColorRange.Limited, 16, 0), (ColorRange.Limited, 235, 255), (ColorRange.Limited, 126, 128) })
        {
            using var frame = TestFrames.SolidYuv(format, 32, 16, range, (byte)luma, 10, 240);
            _plane.TakeFrom(frame);
            Assert.All(_plane.Cells.ToArray(), cell => Assert.Equal(expected, cell));
        }
    }

    [Fact]
    public void TakeFrom_ChangedSize_StartsOver()
    {
        using var large = TestFrames.Noise(PixelFormat.Gray8, 64, 64);
        using var small = TestFrames.Gray(8, [.. Enumerable.Repeat((byte)7, 64)]);
        _plane.TakeFrom(large);
        _plane.TakeFrom(small);

        Assert.Equal([7], _plane.Cells.ToArray());
    }

    [Fact]
    public void TakeFrom_PicturesOfManySizes_AllocatesNothing()
    {
        using Frame wide = TestFrames.Noise(PixelFormat.Rgb24, 1280, 720), tall = TestFrames.Noise(PixelFormat.Gray8, 240, 1000);
        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            _plane.TakeFrom(wide);
            _plane.TakeFrom(tall);
        }));
    }

    [Fact]
    public void TakeFrom_SteadyState_AllocatesNothing()
    {
        using var frame = TestFrames.Noise(PixelFormat.Rgb24, 320, 240);
        Assert.Equal(0, Allocations.InSteadyState(() => _plane.TakeFrom(frame)));
    }
}
