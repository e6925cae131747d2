using System.Text;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Tests.Models;

public class ModelManifestTests
{
    [Fact]
    public void Parse_EveryKey_IsRead()
    {
        var manifest = Parse("""
            name: person-detect
            version: 2.1.0-rc.1
            task: classification
            licence: Apache-2.0
            description: >
              Is there a person?
              Yes or no.
            score_threshold: 0.6
            input:
              name: input
              width: 96
              height: 64
              layout: nhwc
              dtype: int8
              color: gray
              mean: [128]
              std: [1]
              resize: center_crop
              crop_fraction: 0.9
            decoder:
              type: classification
              logits: true
              top_k: 2
              label_offset: 1
            """);
        Assert.Equal(("person-detect", "2.1.0-rc.1", ModelTask.Classification, "Apache-2.0"), (manifest.Name, manifest.Version, manifest.Task, manifest.Licence));
        Assert.Equal("Is there a person? Yes or no.", manifest.Description);
        Assert.Equal("input", manifest.InputName);
        Assert.Equal((96, 64, TensorLayout.Nhwc, TensorElementType.Int8), (manifest.Input.Width, manifest.Input.Height, manifest.Input.Layout, manifest.Input.ElementType));
        Assert.Equal((ColorOrder.Gray, ResizeMode.CenterCrop, 0.9f), (manifest.Input.Color, manifest.Input.Resize, manifest.Input.CropFraction));
        Assert.Equal(([128f], [1f]), (manifest.Input.Mean.ToArray(), manifest.Input.Std.ToArray()));
        Assert.Equal((DecoderKind.Classification, true, 2, 1, 0.6f), (manifest.Decoder.Kind, manifest.Decoder.Logits, manifest.Decoder.TopK, manifest.Decoder.LabelOffset, manifest.Decoder.ScoreThreshold));
    }

    [Fact]
    public void Parse_Detector_TakesItsParametersAndDefaults()
    {
        var manifest = Parse("""
            name: d
            version: 1
            task: detection
            licence: MIT
            input: {width: 160, height: 160, resize: letterbox_topleft, pad_value: 0}
            decoder: {type: centroid, iou_threshold: 0.5, max_detections: 20}
            """);
        Assert.Equal((0.5f, 20, false), (manifest.Decoder.IouThreshold, manifest.Decoder.MaxDetections, manifest.Decoder.ClassAgnosticNms));
        Assert.Equal((ResizeMode.LetterboxTopLeft, (byte)0), (manifest.Input.Resize, manifest.Input.PadValue));
        Assert.Null(manifest.InputName);
    }

    [Theory]
    [InlineData("stretch", ResizeMode.Stretch)]
    [InlineData("center_crop", ResizeMode.CenterCrop)]
    [InlineData("letterbox_center", ResizeMode.LetterboxCenter)]
    [InlineData("letterbox_topleft", ResizeMode.LetterboxTopLeft)]
    public void Parse_ResizeMode_IsKnown(string name, ResizeMode expected) =>
        Assert.Equal(expected, Parse(TestBundle.Manifest.Replace("height: 8", $"height: 8\n  resize: {name}", StringComparison.Ordinal)).Input.Resize);

    [Theory]
    [InlineData("name: colours", "name: Colours!", 1, "name: 'Colours!' ")]
    [InlineData("version: 1.0.0", "version: ''", 2, "version: '' is not allowed. Write a version such as 1.2.0")]
    [InlineData("task: classification", "task: clasification", 3, "task: 'clasification' is not one of the choices. Did you mean 'classification'?")]
    [InlineData("task: classification", "task: detection", 3, "task: the decoder makes results of another task, classification. Make the task and decoder.type agree.")]
    [InlineData("licence: Apache-2.0", "license: Apache-2.0", 4, "license: unknown key 'license'. Did you mean 'licence'?")]
    [InlineData("  width: 8", "  width: 0", 6, "input.width: '0' is not a whole number from 1 to 4096")]
    [InlineData("  height: 8", "  heigth: 8", 7, "input.heigth: unknown key 'heigth'. Did you mean 'height'?")]
    [InlineData("  std: [255, 255, 255]", "  std: [255]", 8, "input.std: has 1 items. Write a list (at least 3")]
    [InlineData("  std: [255, 255, 255]", "  std: [0, 1, 1]", 8, "input.std[0]: ")]
    [InlineData("  std: [255, 255, 255]", "  dtype: float64", 8, "input.dtype: 'float64' is not one of the choices. Did you mean 'float32'?")]
    [InlineData("  std: [255, 255, 255]", "  dtype: int8", 6, "input: Model input: (pixel − 0) / 1 spans 0..255 in channel 0, int8 holds -128..127; set mean and std to fit")]
    [InlineData("  std: [255, 255, 255]", "  crop_fraction: 0.9", 8, "input.crop_fraction: has no effect: it is only for resize: center_crop. Remove it, or set resize to center_crop.")]
    [InlineData("  std: [255, 255, 255]", "  pad_value: 9", 8, "input.pad_value: has no effect")]
    [InlineData("  top_k: 3", "  iou_threshold: 0.5", 11, "decoder.iou_threshold: unknown key 'iou_threshold'.")]
    [InlineData("  top_k: 3", "  logits: yes", 11, "decoder.logits: 'yes' is not true or false. Write true.")]
    [InlineData("  type: classification", "  type: yolov99", 10, "decoder.type: 'yolov99' is not one of the choices. ")]
    public void Parse_OneMistake_IsOneErrorWithLineAndRemedy(string right, string wrong, int line, string message)
    {
        var errors = Refused(TestBundle.Manifest.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith($"m.yaml:{line}: {message}", StringComparison.Ordinal));
        Assert.InRange(errors.Length, 1, 2);
    }

    [Fact]
    public void Parse_SeveralMistakes_ReportsAllInOrder()
    {
        var errors = Refused("name: x\ntask: classification\nlicence: MIT\ninput: {width: 8, height: nine}\ndecoder: {type: classification, top: 5}\n");
        Assert.Collection(
            errors,
            e => Assert.StartsWith("m.yaml:1: version: missing. Add 'version:' with a version such as 1.2.0", e, StringComparison.Ordinal),
            e => Assert.StartsWith("m.yaml:4: input.height: 'nine' is not a whole number", e, StringComparison.Ordinal),
            e => Assert.StartsWith("m.yaml:5: decoder.top: unknown key 'top'. Did you mean 'top_k'?", e, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b\n")]
    [InlineData("name: [")]
    [InlineData("\t")]
    [InlineData("a: &a [*a]")]
    public void Parse_NoManifestAtAll_IsAnError(string text) => Assert.NotEmpty(Refused(text));

    private static ModelManifest Parse(string text) => ModelManifest.Parse(Encoding.UTF8.GetBytes(text), "m.yaml");

    private static string[] Refused(string text)
    {
        var errors = Assert.Throws<ModelBundleException>(() => Parse(text)).Errors;
        Assert.All(errors, e => Assert.DoesNotContain('\n', e));
        return [.. errors];
    }
}
