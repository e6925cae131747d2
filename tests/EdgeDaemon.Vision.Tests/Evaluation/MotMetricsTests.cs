using EdgeDaemon.TestKit.Evaluation;

namespace EdgeDaemon.Vision.Tests.Evaluation;

/// <summary>Cases small enough to count by hand.</summary>
public sealed class MotMetricsTests
{
    [Fact]
    public void Of_Perfect_IsOneAndOne()
    {
        var metrics = MotMetrics.Of(Path(1, "0123"), Path(7, "0123"));

        Assert.Equal((1.0, 1.0, 0), (metrics.Mota, metrics.Idf1, metrics.Switches));
    }

    [Fact]
    public void Of_NumberChangesHalfWay_IsOneSwitchAndHalfOfTheIdentity()
    {
        // Eight frames; number 7 for five of them, 8 for three. MOTA 1 − 1/8; IDF1 2·5 / 16.
        var metrics = MotMetrics.Of(Path(1, "01234567"), [.. Path(7, "01234"), .. Path(8, "567")]);

        Assert.Equal(new MotMetrics(8, 8, 0, 0, 1, 5), metrics);
        Assert.Equal((0.875, 0.625), (metrics.Mota, metrics.Idf1));
    }

    [Fact]
    public void Of_MissesAndFalsePositives_HandComputed()
    {
        // Four objects, the first frame missed; two boxes elsewhere. MOTA 1 − (1 + 2) / 4; IDF1 2·3 / (4 + 5).
        var metrics = MotMetrics.Of(Path(1, "0123"), [.. Path(7, "123"), .. Path(9, "01", at: 500)]);

        Assert.Equal(new MotMetrics(4, 5, 1, 2, 0, 3), metrics);
        Assert.Equal(0.25, metrics.Mota);
        Assert.Equal(6 / 9.0, metrics.Idf1, 1e-12);
    }

    [Fact]
    public void Of_TwoObjectsSwapNumbers_AreTwoSwitches()
    {
        TrackedBox[] found = [.. Path(7, "01"), .. Path(8, "01", at: 300), .. Path(8, "23"), .. Path(7, "23", at: 300)];
        var metrics = MotMetrics.Of([.. Path(1, "0123"), .. Path(2, "0123", at: 300)], found);

        Assert.Equal(new MotMetrics(8, 8, 0, 0, 2, 4), metrics);
    }

    [Fact]
    public void Of_NumberReturnsAfterAGap_IsNoSwitch() =>
        Assert.Equal(new MotMetrics(5, 4, 1, 0, 0, 4), MotMetrics.Of(Path(1, "01234"), Path(7, "0134")));

    [Fact]
    public void Of_RivalBoxAppears_TheOldPairStays()
    {
        // In frame 1 number 8 lies closer to the object than 7, which still matches: CLEAR MOT keeps the pair.
        TrackedBox[] found = [new(0, 7, Box(10)), new(1, 7, Box(10)), new(1, 8, Box(0))];
        var metrics = MotMetrics.Of(Path(1, "01"), found);

        Assert.Equal(new MotMetrics(2, 3, 0, 1, 0, 2), metrics);
    }

    [Fact]
    public void Of_OneBoxCouldServeTwo_MostAreMatched()
    {
        // Number 7 fits both objects, number 8 only the first: greedy by overlap would give 7 to the first and miss the second.
        TrackedBox[] truth = [new(0, 1, Box(0)), new(0, 2, Box(30))];
        TrackedBox[] found = [new(0, 7, Box(8)), new(0, 8, Box(-20))];

        Assert.Equal(0, MotMetrics.Of(truth, found).Misses);
    }

    [Fact]
    public void Of_BoxesThatOverlapByLessThanHalf_DoNotMatch()
    {
        // 100 wide, 34 apart: IoU 66 / 134.
        Assert.Equal(new MotMetrics(1, 1, 1, 1, 0, 0), MotMetrics.Of([new(0, 1, Box(0))], [new(0, 7, Box(34))]));
        Assert.Equal(new MotMetrics(1, 1, 0, 0, 0, 1), MotMetrics.Of([new(0, 1, Box(0))], [new(0, 7, Box(33))]));
    }

    [Fact]
    public void Sum_TwoVideos_AddsCounts() =>
        Assert.Equal(new MotMetrics(3, 5, 7, 9, 11, 13), new MotMetrics(1, 2, 3, 4, 5, 6) + new MotMetrics(2, 3, 4, 5, 6, 7));

    private static TrackedBox[] Path(int id, string frames, double at = 0) => [.. frames.Select(f => new TrackedBox(f - '0', id, Box(at)))];

    private static PixelBox Box(double left) => new(left, 0, left + 100, 100);
}
