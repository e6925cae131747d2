using System.Text.Json;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Imaging;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

/// <summary>
/// The assets' reference script recorded, per model and picture, the sum and the first eight values of its input tensor, to
/// six digits. The double-precision oracle must reproduce them, and every sample of the packer must be the oracle's.
/// </summary>
public sealed class TensorPackerGoldenTests
{
    [Theory]
    [InlineData("classification.json", 50)]
    [InlineData("detection.json", 40)]
    [InlineData("segmentation.json", 9)]
    public void Pack_ReferencePictures_MatchTheRecordedFingerprints(string file, int leastComparisons)
    {
        using var reference = Read("reference", file);
        using var models = Read("reference", "models.spec.json");
        var compared = new HashSet<string>();
        foreach (var model in reference.RootElement.EnumerateObject())
        {
            var spec = SpecOf(models.RootElement.GetProperty(model.Name));
            foreach (var picture in model.Value.EnumerateObject())
            {
                // Models of one family share their preprocessing: once per picture is enough.
                if (!compared.Add($"{picture.Name} {picture.Value.GetProperty("input")} {spec}"))
                    continue;
                using var frame = PngReader.ReadRgb(Assets.Require("reference", "inputs", picture.Name), new FramePool());
                Compare(spec, frame, picture.Value.GetProperty("input"), $"{model.Name} on {picture.Name}");
            }
        }

        Assert.True(compared.Count >= leastComparisons, $"only {compared.Count} comparisons");
    }

    private static void Compare(InputSpec spec, Frame frame, JsonElement fingerprint, string what)
    {
        var unrounded = ReferencePacker.Resize(frame, spec);
        var oracle = ReferencePacker.Normalise([.. unrounded.Select(ReferencePacker.Round)], spec).ToArray();
        AssertFingerprint(oracle, fingerprint, what);

        var bytes = spec with { Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8, Color = ColorOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] };
        var rgb = Pack(bytes, frame).Bytes.ToArray();
        for (var i = 0; i < rgb.Length; i++)
        {
            if (!ReferencePacker.IsRounded(unrounded[i], rgb[i]))
                Assert.Fail($"{what}: sample {i} is {rgb[i]}, expected {unrounded[i]} rounded");
        }

        var expected = ReferencePacker.Normalise(rgb, spec).ToArray();
        var values = Values(Pack(spec, frame));
        var precision = spec.ElementType == TensorElementType.Float16 ? 1e-3 : 1e-6;
        for (var i = 0; i < values.Length; i++)
        {
            if (Math.Abs(values[i] - expected[i]) > precision * Math.Max(1, Math.Abs(expected[i])))
                Assert.Fail($"{what}: value {i} is {values[i]}, expected {expected[i]}");
        }
    }

    private static void AssertFingerprint(double[] values, JsonElement fingerprint, string what)
    {
        var first = fingerprint.GetProperty("first8").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        for (var i = 0; i < first.Length; i++)
            AssertSixDigits(first[i], values[i], $"{what}: value {i}");
        AssertSixDigits(fingerprint.GetProperty("sum").GetDouble(), values.Sum(), $"{what}: sum");
    }

    // Half a unit of the sixth digit, and as much again for the script's float tensor.
    private static void AssertSixDigits(double expected, double actual, string what) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-5 * Math.Max(1e-2, Math.Abs(expected)), $"{what} is {actual}, expected {expected}");

    private static Tensor Pack(InputSpec spec, Frame frame)
    {
        var tensor = TestFrames.TensorFor(spec);
        new TensorPacker(spec).Pack(frame, tensor);
        return tensor;
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
            Mean = pre.TryGetProperty("mean", out var mean) ? [.. mean.EnumerateArray().Select(v => v.GetDouble())] : [0, 0, 0],
            Std = pre.TryGetProperty("std", out var std) ? [.. std.EnumerateArray().Select(v => v.GetDouble())] : [1, 1, 1],
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
