using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class LabelSummaryTests
{
    private static readonly BoundingBox A = new(0, 0, 0.1f, 0.1f);
    private static readonly BoundingBox B = new(0.5f, 0.5f, 0.6f, 0.6f);

    [Fact]
    public void From_Detections_CountsBoxesAndKeepsTheBest()
    {
        var result = Detected(new(A, 1, 0.9f), new(B, 1, 0.6f), new(B, 0, 0.5f), new(A, 1, 0.4f));

        Assert.Equal([new(1, 0.9f, 2, A), new(0, 0.5f, 1, B)], From(result, 0.5f, 0.5f));
    }

    [Fact]
    public void From_Classifications_ArePresentFromTheirThresholdOn()
    {
        var result = new ModelResult();
        (result.ClassificationBuffer[0], result.ClassificationBuffer[1]) = (new(0, 0.6f), new(1, 0.4f));
        result.SetClassificationCount(2);

        Assert.Equal([new(0, 0.6f, 1, default)], From(result, 0.6f, 0.5f));
    }

    [Fact]
    public void From_LabelsThatAreNotReported_AreLeftOut() =>
        Assert.Empty(From(Detected(new(A, 0, 1), new(A, 7, 1)), LabelSummary.Never));

    [Fact]
    public void From_Segments_ArePresentFromTheirAreaOnWithCountAndLargestBox()
    {
        var result = new ModelResult();
        new Segment[] { new(2, 0.4f, 3), new(0, 0.05f, 0), new(1, 0.01f, 1) }.CopyTo(result.SegmentBuffer(3));
        new SegmentRegion[] { new(2, A, 0.3f), new(2, B, 0.1f) }.CopyTo(result.RegionBuffer(2));
        result.SetSegmentCounts(3, 2);

        Assert.Equal([new(2, 0.4f, 3, A), new(0, 0.05f, 1, default)], From(result, 0.02f, 0.02f, 0.02f));
    }

    [Fact]
    public void From_Annotations_GiveTheSubLabelOfTheBestObject()
    {
        var annotations = new DetectionAnnotations(maxDetections: 3);
        annotations.SetSubLabel(0, new SubLabel(4, 0.7f));
        annotations.SetSubLabel(1, new SubLabel(5, 0.9f));
        var observations = new LabelObservation[2];

        var count = LabelSummary.From(Detected(new(A, 1, 0.9f), new(B, 1, 0.6f), new(B, 0, 0.5f)), [0.5f, 0.5f], observations, annotations);

        Assert.Equal([new(1, 0.9f, 2, A) { SubLabel = new(4, 0.7f) }, new(0, 0.5f, 1, B)], observations[..count]);
    }

    private static ModelResult Detected(params Detection[] detections)
    {
        var result = new ModelResult();
        detections.CopyTo(result.DetectionBuffer);
        result.SetDetectionCount(detections.Length);
        return result;
    }

    private static LabelObservation[] From(ModelResult result, params float[] thresholds)
    {
        var observations = new LabelObservation[thresholds.Length];
        return observations[..LabelSummary.From(result, thresholds, observations)];
    }
}
