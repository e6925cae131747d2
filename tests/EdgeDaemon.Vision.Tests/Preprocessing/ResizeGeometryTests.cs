using EdgeDaemon.Vision.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

public sealed class ResizeGeometryTests
{
    [Theory]
    [InlineData(1280, 720, 325, 45, 630)]
    [InlineData(500, 333, 104, 21, 291)] // 333 · 0.875 = 291.375
    [InlineData(4, 4, 0, 0, 4)] // 3.5 rounds up
    public void For_CenterCrop_RoundsTheSideAndFloorsTheOffset(int width, int height, int left, int top, int side) =>
        Assert.Equal(
            new ResizeGeometry(left, top, side, side, 224, 224, 0, 0),
            ResizeGeometry.For(Spec(ResizeMode.CenterCrop, 224, 224), width, height));

    [Fact]
    public void For_CenterCropByNineTenths_RoundsTheDecimalFraction()
    {
        // 645 · 0.9 = 580.5 → 581; the nearest float is a little less than 0.9 and would give 580.
        var geometry = ResizeGeometry.For(Spec(ResizeMode.CenterCrop, 10, 10) with { CropFraction = 0.9f }, 645, 645);

        Assert.Equal(581, geometry.CropWidth);
    }

    [Theory]
    [InlineData(1280, 720, 640, 360, 0, 140)]
    [InlineData(810, 1080, 480, 640, 80, 0)]
    [InlineData(3, 2, 640, 427, 0, 106)]
    public void For_LetterboxCenter_KeepsTheRatio(int width, int height, int scaledWidth, int scaledHeight, int left, int top) =>
        Assert.Equal(
            new ResizeGeometry(0, 0, width, height, scaledWidth, scaledHeight, left, top),
            ResizeGeometry.For(Spec(ResizeMode.LetterboxCenter, 640, 640), width, height));

    [Fact]
    public void For_LetterboxOfAnExtremeRatio_KeepsOneRow() =>
        Assert.Equal(1, ResizeGeometry.For(Spec(ResizeMode.LetterboxCenter, 64, 64), 16384, 1).ScaledHeight);

    [Theory]
    [InlineData(ResizeMode.Stretch, 1280, 720, 224, 224)]
    [InlineData(ResizeMode.Stretch, 100, 720, 100, 224)]
    [InlineData(ResizeMode.CenterCrop, 1280, 720, 456, 256)] // 1280 · 224/630 = 455.1, 720 · 224/630 = 256
    [InlineData(ResizeMode.LetterboxCenter, 1280, 720, 224, 126)]
    [InlineData(ResizeMode.LetterboxTopLeft, 1280, 720, 224, 126)]
    public void MinimumSourceSize_Covers_TheInputOneToOne(ResizeMode mode, int width, int height, int leastWidth, int leastHeight) =>
        Assert.Equal((leastWidth, leastHeight), ResizeGeometry.MinimumSourceSize(Spec(mode, 224, 224), width, height));

    [Fact]
    public void ToTransform_BoxThereAndBack_WithinOnePixel() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(PackerCase.Any, c =>
        {
            var geometry = ResizeGeometry.For(c.Spec, c.FrameWidth, c.FrameHeight);
            var box = geometry.ToTransform(c.FrameWidth, c.FrameHeight).ToFrame(
                geometry.PadLeft, geometry.PadTop, geometry.PadLeft + geometry.ScaledWidth, geometry.PadTop + geometry.ScaledHeight);

            // The whole scaled picture shows exactly the crop.
            return Near(box.Left * c.FrameWidth, geometry.CropLeft) && Near(box.Right * c.FrameWidth, geometry.CropLeft + geometry.CropWidth)
                && Near(box.Top * c.FrameHeight, geometry.CropTop) && Near(box.Bottom * c.FrameHeight, geometry.CropTop + geometry.CropHeight);
        }));

    [Fact]
    public void ToTransform_PointInFrame_ReturnsFromWhereThePackerPutIt() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(PackerCase.Any, Gen.Choose(0, 1000).ToArbitrary(), (c, part) =>
        {
            var g = ResizeGeometry.For(c.Spec, c.FrameWidth, c.FrameHeight);
            var (x, y) = (g.CropLeft + (g.CropWidth * part / 1000f), g.CropTop + (g.CropHeight * part / 1000f));
            var inputX = g.PadLeft + ((x - g.CropLeft) * g.ScaledWidth / g.CropWidth);
            var inputY = g.PadTop + ((y - g.CropTop) * g.ScaledHeight / g.CropHeight);
            var box = g.ToTransform(c.FrameWidth, c.FrameHeight).ToFrame(inputX, inputY, inputX, inputY);
            return Near(box.Left * c.FrameWidth, x) && Near(box.Top * c.FrameHeight, y);
        }));

    private static bool Near(float actual, float expected) => MathF.Abs(actual - expected) < 0.05f;

    private static InputSpec Spec(ResizeMode mode, int width, int height) => new() { Width = width, Height = height, Resize = mode };
}
