using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Tests.Zones;

public sealed class ZoneMembershipTests
{
    private static readonly Polygon RightHalf = new([new(0.5f, 0), new(1, 0), new(1, 1), new(0.5f, 1)]);

    [Theory]
    [InlineData("IIIII", "..+++")]
    [InlineData("IIOIII", "...+++")]
    [InlineData("IIIOOIOOO", "..++++++.")]
    [InlineData("IIIOOOIII", "..+++...+")]
    [InlineData("OOOO", "....")]
    public void Area_Inertia_FollowsAfterEnoughFrames(string where, string expected)
    {
        var zone = new AreaZone(RightHalf) { InertiaFrames = 3 };
        var membership = default(ZoneMembership);

        Assert.Equal(expected, string.Concat(where.Select((c, i) =>
        {
            membership.Observe(zone, new FramePoint(c == 'I' ? 0.7f : 0.3f, 0.5f), TimeSpan.FromSeconds(i));
            return membership.IsIn ? '+' : '.';
        })));
    }

    [Fact]
    public void Area_Loitering_CountsFromTheFirstFrameInside()
    {
        var zone = new AreaZone(RightHalf) { InertiaFrames = 2, Loitering = TimeSpan.FromSeconds(4) };
        var membership = default(ZoneMembership);

        var firstIn = Enumerable.Range(0, 10).First(i =>
        {
            membership.Observe(zone, new FramePoint(i < 3 ? 0.2f : 0.8f, 0.5f), TimeSpan.FromSeconds(i));
            return membership.IsIn;
        });

        Assert.Equal(7, firstIn); // In from second 3 on.
    }

    /// <summary>A line from left to right through the middle: above it is the left-hand side.</summary>
    [Theory]
    [InlineData(CrossingDirection.ToRight, "0.4 0.6", true)]
    [InlineData(CrossingDirection.ToRight, "0.6 0.4", false)]
    [InlineData(CrossingDirection.ToLeft, "0.6 0.4", true)]
    [InlineData(CrossingDirection.ToLeft, "0.4 0.6", false)]
    [InlineData(CrossingDirection.Either, "0.6 0.4", true)]
    [InlineData(CrossingDirection.Either, "0.4 0.6", true)]
    [InlineData(CrossingDirection.Either, "0.4 0.497 0.503 0.497 0.49", false)]
    [InlineData(CrossingDirection.ToRight, "0.4 0.5 0.505 0.52", true)]
    [InlineData(CrossingDirection.ToRight, "0.4 0.6 0.4 0.4", true)]
    public void Line_Crossed_CountsInItsDirection(CrossingDirection direction, string heights, bool expected)
    {
        var line = new LineZone(new(0.2f, 0.5f), new(0.8f, 0.5f), direction);
        var membership = default(ZoneMembership);
        foreach (var y in heights.Split(' ').Select(h => float.Parse(h, System.Globalization.CultureInfo.InvariantCulture)))
            membership.Observe(line, new FramePoint(0.5f, y), TimeSpan.Zero);

        Assert.Equal(expected, membership.IsIn);
    }

    [Theory]
    [InlineData(0.1f, 0.1f, false)]
    [InlineData(0.1f, 0.6f, true)] // Meets the line's level at 0.35.
    [InlineData(0.9f, 0.95f, false)]
    public void Line_PassedBesideItsEnds_IsNotCrossed(float fromX, float toX, bool expected)
    {
        var line = new LineZone(new(0.2f, 0.5f), new(0.8f, 0.5f), CrossingDirection.Either);
        var membership = default(ZoneMembership);
        membership.Observe(line, new FramePoint(fromX, 0.4f), TimeSpan.Zero);
        membership.Observe(line, new FramePoint(toX, 0.6f), TimeSpan.Zero);

        Assert.Equal(expected, membership.IsIn);
    }

    [Fact]
    public void Watch_ZonesForLabels_SetTheirBitsOnly()
    {
        var watch = new ZoneWatch();
        watch.Reset(3);
        Zone[] zones =
        [
            new AreaZone(RightHalf) { InertiaFrames = 1, Labels = [1] },
            new AreaZone(RightHalf) { InertiaFrames = 1 },
            new LineZone(new(0.5f, 0), new(0.5f, 1), CrossingDirection.Either) { Labels = [0, 1] },
        ];
        Assert.False(watch.Observe([.. zones], label: 0, new(0.2f, 0.5f), TimeSpan.Zero));
        Assert.True(watch.Observe([.. zones], label: 0, new(0.8f, 0.5f), TimeSpan.Zero));

        Assert.Equal(0b110, watch.Zones);
    }
}
