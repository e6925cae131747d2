using EdgeDaemon.Cli.Doctor;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Doctor;

public sealed class FrameFiguresTests
{
    private readonly FramePool _pool = new();

    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Yuyv)]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.Rgb24)]
    public void Of_FlatPicture_MeanIsItsBrightnessAndFocusIsZero(PixelFormat format)
    {
        using var frame = _pool.Rent(format, 8, 6);
        frame.Bytes.Fill(100);

        var figures = FrameFigures.Of(frame);

        Assert.Equal(100, figures.Mean);
        Assert.Equal(0, figures.Clipped);
        Assert.Equal(0, figures.Focus);
    }

    [Fact]
    public void Of_HalfBlackHalfWhite_IsAllClipped()
    {
        using var frame = _pool.Rent(PixelFormat.Gray8, 8, 8);
        frame.Bytes[..32].Clear();
        frame.Bytes[32..].Fill(255);

        var figures = FrameFigures.Of(frame);

        Assert.Equal(127.5, figures.Mean);
        Assert.Equal(1, figures.Clipped);
    }

    [Fact]
    public void Of_SharpEdge_HasMoreFocusThanASoftOne()
    {
        using var sharp = _pool.Rent(PixelFormat.Gray8, 16, 8);
        using var soft = _pool.Rent(PixelFormat.Gray8, 16, 8);
        for (var i = 0; i < 16 * 8; i++)
        {
            var x = i % 16;
            sharp.Bytes[i] = (byte)(x < 8 ? 50 : 200);
            soft.Bytes[i] = (byte)(50 + (10 * x));
        }

        Assert.True(FrameFigures.Of(sharp).Focus > 100 * (FrameFigures.Of(soft).Focus + 1));
    }
}
