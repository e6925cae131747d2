using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>A model that divides the picture up, as a camera's own model.</summary>
public sealed class SegmentationCameraTests : IDisposable
{
    private static readonly (byte, byte, byte) Blue = (0, 0, 255);
    private static readonly BoundingBox Corner = new(0, 0, 0.25f, 0.5f);
    private static readonly BoundingBox Strip = new(0.5f, 0, 1, 0.5f);

    private readonly TestModels _models = new();

    public SegmentationCameraTests() => _models.WriteSegmentation("parts");

    [Fact]
    public void Process_TwoRegions_AreCountedAndTheLargestHasTheBox()
    {
        using var rig = new PipelineRig(_models, Camera(areaThreshold: null));
        using var frame = PaintedFrame.Of((Corner, Blue), (Strip, Blue));

        rig.Decide(frame);

        var start = Assert.Single(rig.Records, r => r.Kind == LabelRecordKind.EventStart);
        Assert.Equal("sky", rig.Names.Labels[start.Label]);
        Assert.Equal(LabelRecord.QuantizeScore(0.375f), start.Score);
        Assert.Equal(NormalizedBox.FromFractions(0.5f, 0, 1, 0.5f), start.Box);
        Assert.Equal(2u, Assert.Single(rig.Records, r => r.Kind == LabelRecordKind.Count).Value);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.2, 0)]
    public void Process_AreaThreshold_DecidesWhetherItIsThere(double threshold, int events)
    {
        using var rig = new PipelineRig(_models, Camera(threshold));
        using var frame = PaintedFrame.Of((Corner, Blue));

        rig.Decide(frame);

        Assert.Equal(events, rig.Events.Count);
    }

    public void Dispose() => _models.Dispose();

    private static CameraConfig Camera(double? areaThreshold) => new()
    {
        Name = "porch",
        Source = new SceneSourceConfig(),
        Model = "parts",
        AreaThreshold = areaThreshold,
        VisibleFrames = 1,
        HiddenFrames = 1,
    };
}
