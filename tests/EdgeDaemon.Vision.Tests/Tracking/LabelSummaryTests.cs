using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class LabelSummaryTests
{
    private static readonly BoundingBox A = new(0, 0, 0.1f, 0.1f);
    private static readonly BoundingBox B = new(0.5f, 0.5f, 0.6f, 0.6f);

    [Fact]
    public void From_Classifications_ArePresentFromTheirThresholdOn() =>
        Assert.Equal([new(0, 0.6f, 1, default)], From(Classified(new(0, 0.6f), new(1, 0.4f)), 0.6f, 0.5f));

    [Fact]
    public void From_LabelsThatAreNotReported_AreLeftOut() =>
        Assert.Empty(From(Classified(new(0, 1), new(7, 1)), LabelSummary.Never));

    [Fact]
    public void From_SeveralClassesOfOneLabel_IsTheBest() =>
        Assert.Equal([new(1, 0.6f, 1, default), new(0, 0.5f, 1, default)], From(Classified(new(1, 0.6f), new(0, 0.5f), new(1, 0.5f)), 0.5f, 0.5f));

    [Fact]
    public void From_Segments_ArePresentFromTheirAreaOnWithCountAndLargestBox()
    {
        var result = new ModelResult();
        new Segment[] { new(2, 0.4f, 3), new(0, 0.05f, 0), new(1, 0.01f, 1) }.CopyTo(result.SegmentBuffer(3));
        new SegmentRegion[] { new(2, A, 0.3f), new(2, B, 0.1f) }.CopyTo(result.RegionBuffer(2));
        result.SetSegmentCounts(3, 2);

        Assert.Equal([new(2, 0.4f, 3, A), new(0, 0.05f, 1, default)], From(result, 0.02f, 0.02f, 0.02f));
    }

    private static ModelResult Classified(params Classification[] classes)
    {
        var result = new ModelResult();
        classes.CopyTo(result.ClassificationBuffer);
        result.SetClassificationCount(classes.Length);
        return result;
    }

    private static LabelObservation[] From(ModelResult result, params float[] thresholds)
    {
        var observations = new LabelObservation[thresholds.Length];
        return observations[..LabelSummary.From(result, thresholds, observations)];
    }
}
