using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>Float models of the assets, quantized with pictures of one kind and measured on labelled ones of another.</summary>
public sealed class QuantizedModelTests(ITestOutputHelper output)
{
    private const double MostPointsLost = 1.5;

    [Theory]
    [InlineData("mobilenet_v2_torchvision_fp32", "coco")]
    [InlineData("mobilenet_v1_0.25_128_fp32", "coco")]
    [InlineData("fastestdet_352_fp32", "imagenet")]
    public void Quantize_OnOtherPictures_LosesLittle(string name, string pictures)
    {
        var model = KnownModel.Of(name);
        string[] flags = pictures == "imagenet" ? DetectionMeasure.PrecisionFlags(model) : [];
        using var added = new AddedModel(model);
        var file = added.Quantize(out var told, "--pictures", Assets.Require("images", pictures), "--threads", "2", "--range", "percentile", "--even-if-slower");

        var (before, after) = (Measure(model, Assets.Require("models", model.File), flags), Measure(model, file, flags));

        output.WriteLine($"{told}{before.Name} {before.Ours:F1} → {after.Ours:F1}");
        Assert.True(after.Ours >= before.Ours - MostPointsLost, $"{before.Name} {before.Ours:F1} → {after.Ours:F1}");
    }

    private static Figure Measure(KnownModel model, string file, string[] flags)
    {
        using var added = new AddedModel(model, file, flags);
        return DetectionMeasure.HasPrecision(model) ? DetectionMeasure.Precision(model, added)[0] : ClassificationMeasure.Accuracy(model, added);
    }
}
