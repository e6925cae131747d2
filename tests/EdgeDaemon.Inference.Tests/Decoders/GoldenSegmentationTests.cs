using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Decoders;

/// <summary>The share of each class in real pictures must be what the assets' reference scripts recorded.</summary>
[Collection(AssetModelCollection.Name)]
public sealed class GoldenSegmentationTests(ITestOutputHelper output)
{
    // Of all pixels; a second run of the same int8 model on another processor flips single pixels at the edges.
    private const double Tolerance = 0.005;

    [Theory]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_fp32.onnx")]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_qdq_u8.onnx")]
    public void Process_ClassMap_GivesTheRecordedShares(string file)
    {
        using var model = new AssetModel(file, scoreThreshold: 0.5);
        var labels = model.Runner.Bundle.Labels.Names;
        var pool = new FramePool();
        foreach (var picture in ReferenceFile.Read("segmentation.json").GetProperty(file).EnumerateObject())
        {
            using var frame = ReferenceFile.Picture(picture.Name, pool);
            var result = model.Runner.Process(frame);
            Report(file, picture.Name, result, i => labels[i]);
            var actual = result.Segments.ToArray().ToDictionary(s => labels[s.LabelIndex], s => (double)s.Area);
            var expected = picture.Value.GetProperty("class_fraction").EnumerateObject()
                .Where(c => c.Name != "background").ToDictionary(c => c.Name, c => c.Value.GetDouble());
            foreach (var label in expected.Keys.Union(actual.Keys))
                Assert.Equal(expected.GetValueOrDefault(label), actual.GetValueOrDefault(label), Tolerance);
            Assert.NotEmpty(result.Regions.ToArray());
        }
    }

    [Fact]
    public void Process_ProbabilityMap_GivesTheRecordedShare()
    {
        const string File = "selfie_segmentation_256_fp32.onnx";
        using var model = new AssetModel(File, scoreThreshold: 0.5);
        var pool = new FramePool();
        foreach (var picture in ReferenceFile.Read("segmentation.json").GetProperty(File).EnumerateObject())
        {
            using var frame = ReferenceFile.Picture(picture.Name, pool);
            var result = model.Runner.Process(frame);
            Report(File, picture.Name, result, _ => "person");
            var segment = Assert.Single(result.Segments.ToArray());
            Assert.Equal(picture.Value.GetProperty("person_fraction_over_0_5").GetDouble(), segment.Area, Tolerance);
        }
    }

    private void Report(string file, string picture, ModelResult result, Func<int, string> nameOf)
    {
        foreach (var segment in result.Segments)
            output.WriteLine(FormattableString.Invariant($"{file,-44} {picture,-26} {nameOf(segment.LabelIndex),-10} {segment.Area:0.0000} in {segment.RegionCount}"));
    }
}
