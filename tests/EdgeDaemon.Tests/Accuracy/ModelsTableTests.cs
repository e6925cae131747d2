using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>
/// Every model of the assets, as a user brings it: added as a bare ONNX file with few flags, then as accurate on labelled
/// pictures as the assets' reference, and seeing the same in its pictures.
/// </summary>
public sealed class ModelsTableTests(ITestOutputHelper output)
{
    public static TheoryData<string> Models => [.. KnownModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Add_BareModel_IsAsAccurateAsRecorded(string name)
    {
        var model = KnownModel.Of(name);
        var (figures, reference) = Measure(model);

        output.WriteLine(ModelsTable.Write(model, figures, reference));
        Assert.All(figures, figure => Assert.True(figure.IsWithinLimit, figure.ToString()));
        Assert.True(reference.IsWithinLimit, $"{reference}; a second implementation missed {reference.MayMiss} and had {reference.MayAdd} more.");
    }

    [Fact]
    public void Models_OfTheAssets_AreAllInTheTable() => Assert.Equal(
        Directory.GetFiles(Assets.Require("models"), "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
        KnownModel.All.Select(model => model.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Add_Yunet_GivesTheRecordedLandmarks()
    {
        var model = KnownModel.Of("yunet_n_320_fp32");
        using var added = new AddedModel(model, DetectionMeasure.ReferenceFlags(model));
        foreach (var picture in DetectionMeasure.RecordedOf(model))
        {
            var result = added.LookAtReference(picture.Name);
            var (width, height) = (picture.Value.GetProperty("size")[0].GetDouble(), picture.Value.GetProperty("size")[1].GetDouble());
            var faces = picture.Value.GetProperty("detections").EnumerateArray().ToArray();
            Assert.Equal(faces.Length, result.Detections.Length);
            for (var i = 0; i < faces.Length; i++)
            {
                var expected = faces[i].GetProperty("landmarks").EnumerateArray().SelectMany(p => p.EnumerateArray().Select(v => v.GetDouble()));
                var actual = result.LandmarksOf(i).ToArray().SelectMany(p => new[] { p.X * width, p.Y * height });
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1));
            }
        }
    }

    private static (Figure[] Figures, ReferenceCount Reference) Measure(KnownModel model)
    {
        using var added = new AddedModel(model, SegmentationMeasure.Flags(model));
        return added.Bundle.Manifest.Task switch
        {
            ModelTask.Classification => ([ClassificationMeasure.Accuracy(model, added)], ClassificationMeasure.SameAsReference(model, added)),
            ModelTask.Segmentation => (SegmentationMeasure.Overlap(model, added), SegmentationMeasure.SameAsReference(model, added)),
            ModelTask.Embedding => (EmbeddingMeasure.Cosines(model, added), EmbeddingMeasure.SameAsReference(model, added)),
            _ => MeasureDetector(model),
        };
    }

    private static (Figure[] Figures, ReferenceCount Reference) MeasureDetector(KnownModel model)
    {
        using var asRecorded = new AddedModel(model, DetectionMeasure.ReferenceFlags(model));
        var reference = DetectionMeasure.SameAsReference(model, asRecorded);
        if (!DetectionMeasure.HasPrecision(model))
            return ([new Figure("faces", reference.Same + reference.More, reference.Recorded, 0, 0)], reference);
        using var asMeasured = new AddedModel(model, DetectionMeasure.PrecisionFlags(model));
        return (DetectionMeasure.Precision(model, asMeasured), reference);
    }
}
