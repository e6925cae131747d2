using EdgeDaemon.Pipeline.Metering;

namespace EdgeDaemon.Tests.Pipeline;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(1)]
    [InlineData(33.3)]
    [InlineData(250)]
    [InlineData(60_000)]
    public void Quantile_OneDuration_IsRightWithinAnEighth(double milliseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMilliseconds(milliseconds));

        Assert.InRange(histogram.Quantile(0.5)!.Value.TotalMilliseconds, milliseconds, milliseconds * 1.126);
    }

    [Fact]
    public void Quantile_ManyDurations_TellsMedianFromTail()
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 100; i++)
            histogram.Record(TimeSpan.FromMilliseconds(i < 98 ? 10 : 1000));

        Assert.InRange(histogram.Quantile(0.5)!.Value.TotalMilliseconds, 10, 11.3);
        Assert.InRange(histogram.Quantile(0.99)!.Value.TotalMilliseconds, 1000, 1126);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(86_400)]
    public void Record_OutOfRange_CountsAsTheNearest(int seconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(seconds));

        Assert.NotNull(histogram.Quantile(0.99));
    }

    [Fact]
    public void Clear_Recorded_IsEmpty()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(1));
        histogram.Clear();

        Assert.Null(histogram.Quantile(0.5));
    }
}
