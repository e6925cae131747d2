using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

public sealed class FrameRegionTests
{
    [Theory]
    [InlineData(0.25f, 0.5f, 0.5f, 0.75f, 0f, 25, 25, 25, 13)] // 50 rows: 25 to 37.5
    [InlineData(0.25f, 0.5f, 0.5f, 0.7f, 0.2f, 20, 23, 35, 14)] // 5 columns and 2 rows more on each side
    [InlineData(0f, 0.5f, 0.5f, 1f, 1f, 0, 0, 100, 50)] // clamped to the frame
    [InlineData(0.5f, 0.5f, 0.5f, 0.5f, 0.1f, 50, 25, 1, 1)] // no area
    [InlineData(1f, 1f, 1f, 1f, 0f, 99, 49, 1, 1)] // at the very end
    [InlineData(float.NaN, 0f, float.NaN, 1f, 0f, 0, 0, 1, 50)]
    [InlineData(-3f, 0f, 1e30f, 1f, 0f, 0, 0, 100, 50)]
    public void Around_Box_IsEveryPixelItTouches(
        float left, float top, float right, float bottom, float margin, int column, int row, int width, int height) =>
        Assert.Equal(
            new FrameRegion(column, row, width, height),
            FrameRegion.Around(new BoundingBox(left, top, right, bottom), margin, frameWidth: 100, frameHeight: 50));

    [Fact]
    public void Around_AnyBoxAndMargin_LiesInTheFrame() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(PackerCase.Any, Gen.Choose(-500, 1500).Four().ToArbitrary(), (c, edges) =>
        {
            var (a, b, d, e) = edges;
            var box = new BoundingBox(a / 1000f, b / 1000f, d / 1000f, e / 1000f);
            return FrameRegion.Around(box, (c.Seed % 1000) / 1000f, c.FrameWidth, c.FrameHeight).FitsInto(c.FrameWidth, c.FrameHeight);
        }));

    [Fact]
    public void For_Region_IsTheGeometryOfThePictureMovedThere()
    {
        var spec = new InputSpec { Width = 64, Height = 64, Resize = ResizeMode.LetterboxCenter };

        Assert.Equal(new ResizeGeometry(100, 50, 40, 20, 64, 32, 0, 16), ResizeGeometry.For(spec, new FrameRegion(100, 50, 40, 20)));
    }
}
