using EdgeDaemon.Vision.Zones;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Zones;

public sealed class PolygonTests
{
    private static readonly Polygon Square = new([new(0.2f, 0.2f), new(0.8f, 0.2f), new(0.8f, 0.8f), new(0.2f, 0.8f)]);

    // A "U": the notch from above is outside.
    private static readonly Polygon Notched = new([
        new(0, 0), new(0.3f, 0), new(0.3f, 0.6f), new(0.7f, 0.6f), new(0.7f, 0), new(1, 0), new(1, 1), new(0, 1)]);

    [Theory]
    [InlineData(0.5f, 0.5f, true)]
    [InlineData(0.2f, 0.2f, true)]
    [InlineData(0.8f, 0.8f, false)]
    [InlineData(0.1f, 0.5f, false)]
    [InlineData(0.9f, 0.5f, false)]
    [InlineData(0.5f, 0.1f, false)]
    public void Contains_Square_HandComputed(float x, float y, bool expected) => Assert.Equal(expected, Square.Contains(new(x, y)));

    [Theory]
    [InlineData(0.15f, 0.3f, true)]
    [InlineData(0.5f, 0.3f, false)]
    [InlineData(0.5f, 0.7f, true)]
    [InlineData(0.85f, 0.3f, true)]
    public void Contains_Concave_LeavesTheNotchOut(float x, float y, bool expected) => Assert.Equal(expected, Notched.Contains(new(x, y)));

    [Fact]
    public void Contains_Triangle_AgreesWithTheSidesOfItsEdges() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Points(4).ToArbitrary(), p =>
        {
            var sides = Enumerable.Range(0, 3).Select(i => Side(p[i], p[(i + 1) % 3], p[3])).ToArray();
            if (sides.Any(s => Math.Abs(s) < 1e-5))
                return true; // On an edge or its line: rounding decides.
            return new Polygon([p[0], p[1], p[2]]).Contains(p[3]) == (sides.All(s => s > 0) || sides.All(s => s < 0));
        }));

    [Fact]
    public void Contains_TwoHalvesOfASquare_EachPointIsInExactlyOne() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Points(1).ToArbitrary(), p =>
        {
            var left = new Polygon([new(0, 0), new(0.4f, 0), new(0.6f, 1), new(0, 1)]).Contains(p[0]);
            var right = new Polygon([new(0.4f, 0), new(1, 0), new(1, 1), new(0.6f, 1)]).Contains(p[0]);
            return left != right;
        }));

    [Fact]
    public void Contains_OnASharedEdge_OneOfTheNeighboursHasIt()
    {
        FramePoint[] edge = [new(0.4f, 0), new(0.6f, 1)];
        for (var i = 0; i < 1000; i++)
        {
            var point = new FramePoint(0.4f + (0.2f * i / 1000), i / 1000f);
            var left = new Polygon([new(0, 0), edge[0], edge[1], new(0, 1)]).Contains(point);
            var right = new Polygon([edge[0], new(1, 0), new(1, 1), edge[1]]).Contains(point);
            Assert.True(left != right, $"{point}");
        }
    }

    [Fact]
    public void Constructor_TwoCorners_SaysExpectedAndGot() =>
        Assert.Contains("A polygon of 2 corners; expected 3", Assert.Throws<ArgumentException>(() => new Polygon([new(0, 0), new(1, 1)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Constructor_NotANumber_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new Polygon([new(0, 0), new(1, float.NaN), new(1, 1)]));

    private static Gen<FramePoint[]> Points(int count) =>
        (from x in Gen.Choose(0, 999) from y in Gen.Choose(0, 999) select new FramePoint(x / 1000f, y / 1000f)).ArrayOf(count);

    private static double Side(FramePoint a, FramePoint b, FramePoint p) =>
        (((double)b.X - a.X) * ((double)p.Y - a.Y)) - (((double)b.Y - a.Y) * ((double)p.X - a.X));
}
