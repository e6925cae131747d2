using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Health;

namespace EdgeDaemon.Vision.Tests.Health;

public sealed class MovedDetectorTests
{
    private const int Width = 320;
    private const int Height = 240;
    private readonly MovedDetector _detector = new(learningLooks: 4);
    private readonly LumaPlane _plane = new();

    [Fact]
    public void Observe_OtherView_HasMovedAndStaysSo()
    {
        Learn();

        Assert.True(Look(view: 2));
        Assert.True(Look(view: 2));
        Assert.False(Look(view: 1));
    }

    [Fact]
    public void Observe_KnockedAside_HasMoved()
    {
        Learn();

        Assert.True(Look(view: 1, shift: 60));
    }

    [Theory]
    [InlineData(0.35f, 0)]
    [InlineData(1.5f, 0)]
    [InlineData(0.6f, 30)]
    [InlineData(1f, 0)]
    public void Observe_OtherLight_HasNotMoved(float gain, int offset)
    {
        Learn();

        Assert.False(Look(view: 1, gain: gain, offset: offset));
    }

    [Fact]
    public void Observe_TremblingMast_HasNotMoved()
    {
        Learn();

        Assert.All(Enumerable.Range(-4, 9), shift => Assert.False(Look(view: 1, shift: shift)));
    }

    [Fact]
    public void Observe_SomethingLargeInView_HasNotMoved()
    {
        Learn();

        Assert.False(Look(view: 1, blockWidth: 110));
    }

    [Fact]
    public void Reset_AfterMoving_TakesTheNewView()
    {
        Learn();
        _detector.Reset();

        for (var i = 0; i < 6; i++)
            Assert.False(Look(view: 2));
        Assert.True(_detector.HasLearned);
        Assert.True(Look(view: 1));
    }

    [Fact]
    public void Observe_SteadyState_AllocatesNothing()
    {
        Look(view: 1);
        Assert.Equal(0, Allocations.InSteadyState(() => _detector.Observe(_plane)));
    }

    private void Learn()
    {
        for (var i = 0; i < 4; i++)
            Assert.False(Look(view: 1));
    }

    /// <summary>A view: forty rectangles of random place, size and brightness, and some noise.</summary>
    private bool Look(int view, int shift = 0, float gain = 1, int offset = 0, int blockWidth = 0)
    {
        var random = new Random(view);
        var pixels = new byte[Width * Height];
        Array.Fill(pixels, (byte)110);
        for (var i = 0; i < 40; i++)
        {
            var (left, top) = (random.Next(-20, Width) + shift, random.Next(-20, Height));
            Fill(pixels, left, top, random.Next(20, 90), random.Next(20, 70), (byte)random.Next(30, 160));
        }

        if (blockWidth > 0)
            Fill(pixels, 60, 30, blockWidth, 200, 140);
        var noise = new Random(shift + 77);
        using var frame = TestFrames.Gray(Width, [.. pixels.Select(p => (byte)Math.Clamp((p * gain) + offset + noise.Next(-3, 4), 0, 255))]);
        _plane.TakeFrom(frame);
        return _detector.Observe(_plane);
    }

    private static void Fill(byte[] pixels, int left, int top, int width, int height, byte value)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(Width, left + width); x++)
                pixels[(y * Width) + x] = value;
        }
    }
}
