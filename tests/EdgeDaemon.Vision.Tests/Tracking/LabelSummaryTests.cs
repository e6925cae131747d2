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
