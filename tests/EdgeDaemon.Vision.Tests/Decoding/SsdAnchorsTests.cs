using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class SsdAnchorsTests
{
    [Theory]
    [InlineData(300, 1917)] // 19² × 3 + (10² + 5² + 3² + 2² + 1) × 6: the published count of MobileNet SSD.
    [InlineData(320, 2034)] // 20² × 3 + (10² + 5² + 3² + 2² + 1) × 6
    public void Make_Defaults_AreAsManyAsTheModelsHave(int side, int expected) =>
        Assert.Equal(expected, SsdAnchors.Make(new SsdAnchorSpec(), side, side).Length);

    [Fact]
    public void Make_FirstCell_HasThreeShapes()
    {
        var anchors = SsdAnchors.Make(new SsdAnchorSpec(), 300, 300);

        AssertAnchor(new(0.5f / 19, 0.5f / 19, 0.1f, 0.1f), anchors[0]);
        AssertAnchor(new(0.5f / 19, 0.5f / 19, 0.2f * 1.414214f, 0.2f / 1.414214f), anchors[1]);
        AssertAnchor(new(0.5f / 19, 0.5f / 19, 0.2f / 1.414214f, 0.2f * 1.414214f), anchors[2]);
        AssertAnchor(new(1.5f / 19, 0.5f / 19, 0.1f, 0.1f), anchors[3]);
    }

    [Fact]
    public void Make_SecondGrid_EndsWithTheSquareBetweenTwoScales()
    {
        // Scales 0.2, 0.35, 0.5 …: √(0.35 × 0.5) = 0.41833.
        var anchors = SsdAnchors.Make(new SsdAnchorSpec(), 300, 300);

        AssertAnchor(new(0.05f, 0.05f, 0.35f, 0.35f), anchors[19 * 19 * 3]);
        AssertAnchor(new(0.05f, 0.05f, 0.41833f, 0.41833f), anchors[(19 * 19 * 3) + 5]);
    }

    [Fact]
    public void Make_LastAnchor_IsBetweenTheLargestScaleAndOne() =>
        AssertAnchor(new(0.5f, 0.5f, 0.974679f, 0.974679f), SsdAnchors.Make(new SsdAnchorSpec(), 300, 300)[^1]);

    private static void AssertAnchor(SsdAnchor expected, SsdAnchor actual)
    {
        Assert.Equal(expected.X, actual.X, 1e-5f);
        Assert.Equal(expected.Y, actual.Y, 1e-5f);
        Assert.Equal(expected.Width, actual.Width, 1e-5f);
        Assert.Equal(expected.Height, actual.Height, 1e-5f);
    }
}
