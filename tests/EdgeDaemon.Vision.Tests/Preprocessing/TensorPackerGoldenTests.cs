using System.Text.Json;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Imaging;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

/// <summary>
/// The assets' reference script recorded, per model and picture, the sum and the first eight values of its input tensor
/// (to six digits): our tensors must have the same.
/// </summary>
public sealed class TensorPackerGoldenTests
{
    // Where a resize ratio puts samples exactly on a half (720 → 416 rows does so for one sample in 676, 416 → 352 for one in 242), the script's double
    // and our float rounding errors decide differently, by one grey level. A wrong offset or rounding rule moves all samples.
    private const double ShareOfSamplesOnAHalf = 0.005;

    [Theory]
    [InlineData("classification.json", 100)]
    [InlineData("detection.json", 100)]
    [InlineData("segmentation.json", 10)]
    public void Pack_ReferencePictures_MatchTheRecordedFingerprints(string file, int leastComparisons)
    {
        using var reference = Read("reference", file);
        using var models = Read("reference", "models.spec.json");
        var compared = 0;
        foreach (var model in reference.RootElement.EnumerateObject())
        {
            var spec = SpecOf(models.RootElement.GetProperty(model.Name));
            foreach (var picture in model.Value.EnumerateObject())
            {
                using var frame = PngReader.ReadRgb(Assets.Require("reference", "inputs", picture.Name), new FramePool());
                Compare(spec, frame, picture.Value.GetProperty("input"), $"{model.Name} on {picture.Name}");
                compared++;
            }
        }

        Assert.True(compared >= leastComparisons, $"only {compared} comparisons");
    }

    private static void Compare(InputSpec spec, Frame frame, JsonElement fingerprint, string what)
    {
        var tensor = TestFrames.TensorFor(spec);
        new TensorPacker(spec).Pack(frame, tensor);
        var values = Values(tensor);

        var first = fingerprint.GetProperty("first8").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        for (var i = 0; i < first.Length; i++)
            Assert.True(Math.Abs(values[i] - first[i]) <= 6e-6 * Math.Max(1, Math.Abs(first[i])), $"{what}: value {i} is {values[i]}, expected {first[i]}");
        var sum = fingerprint.GetProperty("sum").GetDouble();
        var tolerance = (Math.Abs(sum) * 5e-6) + (ShareOfSamplesOnAHalf * values.Length / spec.Std.Min());
        Assert.True(Math.Abs(values.Sum() - sum) <= tolerance, $"{what}: sum is {values.Sum()}, expected {sum} ± {tolerance}");
    }

    private static double[] Values(Tensor tensor) => tensor.Spec.ElementType switch
    {
        TensorElementType.Float32 => [.. tensor.As<float>().ToArray().Select(v => (double)v)],
        TensorElementType.Float16 => [.. tensor.As<Half>().ToArray().Select(v => (double)v)],
        TensorElementType.UInt8 => [.. tensor.As<byte>().ToArray().Select(v => (double)v)],
        TensorElementType.Int8 => [.. tensor.As<sbyte>().ToArray().Select(v => (double)v)],
        var other => throw new NotSupportedException($"{other} input."),
    };

    private static InputSpec SpecOf(JsonElement model)
    {
        var pre = model.GetProperty("pre");
        return new InputSpec
        {
            Width = model.GetProperty("width").GetInt32(),
            Height = model.GetProperty("height").GetInt32(),
            Layout = Enum.Parse<TensorLayout>(pre.GetProperty("layout").GetString()!, ignoreCase: true),
            ElementType = Enum.Parse<TensorElementType>(pre.GetProperty("dtype").GetString()!, ignoreCase: true),
            Color = Enum.Parse<ColorOrder>(pre.GetProperty("order").GetString()!, ignoreCase: true),
            Mean = pre.TryGetProperty("mean", out var mean) ? [.. mean.EnumerateArray().Select(v => v.GetSingle())] : [0, 0, 0],
            Std = pre.TryGetProperty("std", out var std) ? [.. std.EnumerateArray().Select(v => v.GetSingle())] : [1, 1, 1],
            PadValue = model.TryGetProperty("pad", out var pad) ? pad.GetByte() : (byte)114,
            Resize = model.GetProperty("resize").GetString() switch
            {
                "stretch" => ResizeMode.Stretch,
                "center_crop_0.875" => ResizeMode.CenterCrop,
                "letterbox_center" => ResizeMode.LetterboxCenter,
                "letterbox_topleft" => ResizeMode.LetterboxTopLeft,
                var other => throw new NotSupportedException(other),
            },
        };
    }

    private static JsonDocument Read(params string[] path) => JsonDocument.Parse(File.ReadAllText(Assets.Require(path)));
}
