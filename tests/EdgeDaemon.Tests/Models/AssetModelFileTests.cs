using System.CommandLine;
using System.Text.Json;
using EdgeDaemon.Cli;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Tests.Models;

/// <summary>
/// Real models of every family become bundles with at most a few options, they run, and their input is prepared as the reference
/// results were made.
/// </summary>
public sealed class AssetModelFileTests
{
    private const string Cifar = "--labels cifar10 --resize stretch --mean 0 --std 1";
    private const string Squeezenet = "--labels imagenet1000 --color bgr --mean 104,117,123 --std 1";

    [Theory]
    [InlineData("cifar10_resnet8_fp32", DecoderKind.Classification, Cifar)]
    [InlineData("cifar10_resnet8_qdq_s8", DecoderKind.Classification, Cifar)]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_fp32", DecoderKind.Segmentation, "--labels voc")]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_qdq_u8", DecoderKind.Segmentation, "--labels voc")]
    [InlineData("fastestdet_352_fp32", DecoderKind.Fastestdet, "--labels coco80")]
    [InlineData("mobilenet_v1_0.25_128_fp32", DecoderKind.Classification, "--labels imagenet1001_tf")]
    [InlineData("mobilenet_v1_0.25_128_qdq_u8", DecoderKind.Classification, "--labels imagenet1000")]
    [InlineData("mobilenet_v1_1.0_224_embedding_qdq_u8", DecoderKind.Embedding, "")]
    [InlineData("mobilenet_v2_1.0_224_tf_qdq_u8", DecoderKind.Classification, "--labels imagenet1001_tf")]
    [InlineData("mobilenet_v2_torchvision_fp32", DecoderKind.Classification, "--labels imagenet1000")]
    [InlineData("mobilenet_v2_torchvision_qdq", DecoderKind.Classification, "--labels imagenet1000")]
    [InlineData("nanodet_m_416_fp32", DecoderKind.Nanodet, "--labels coco80")]
    [InlineData("nanodet_m_416_qdq", DecoderKind.Nanodet, "--labels coco80")]
    [InlineData("selfie_segmentation_256_fp32", DecoderKind.Segmentation, "--labels face --mean 0 --std 255")]
    [InlineData("squeezenet1.1_fp16", DecoderKind.Classification, Squeezenet)]
    [InlineData("squeezenet1.1_qdq", DecoderKind.Classification, Squeezenet)]
    [InlineData("squeezenet1.1_qoperator", DecoderKind.Classification, Squeezenet)]
    [InlineData("ssd_mobilenet_v1_coco_300_qdq_u8", DecoderKind.Ssd, "--labels coco91")]
    [InlineData("tflm_person_detect_qdq_s8", DecoderKind.Classification, "--labels vww --resize stretch")]
    [InlineData("ultraface_rfb_320_fp32", DecoderKind.Ultraface, "")]
    [InlineData("ultraface_rfb_320_qdq", DecoderKind.Ultraface, "")]
    [InlineData("yolov5n_640_qdq", DecoderKind.Yolov5, "")]
    [InlineData("yolov8n_640_e2e_dynint8", DecoderKind.YoloE2e, "")]
    [InlineData("yolov8n_640_qdq", DecoderKind.Yolov8, "")]
    [InlineData("yolox_nano_416_fp32", DecoderKind.Yolox, "--labels coco80")]
    [InlineData("yolox_nano_416_qdq", DecoderKind.Yolox, "--labels coco80")]
    [InlineData("yunet_n_320_fp32", DecoderKind.Yunet, "")]
    public void Open_RealModel_RunsAndPreparesItsInputAsItsMakers(string model, DecoderKind decoder, string options)
    {
        var file = ModelFile.Open(Assets.Require("models", model + ".onnx"), Request(options));

        Assert.Equal(decoder, file.Bundle.Manifest.Decoder.Kind);
        AssertPreparedAs(Spec(model + ".onnx"), file.Bundle.Manifest.Input);
        Assert.True(ModelTrial.Run(new OnnxSessionFactory(), file.Bundle).Total > TimeSpan.Zero);
    }

    /// <summary>Nobody forgets a model: the table above has all that there are.</summary>
    [Fact]
    public void Table_HasEveryAssetModel()
    {
        var models = Directory.GetFiles(Assets.Require("models"), "*.onnx").Select(Path.GetFileNameWithoutExtension);
        var tested = typeof(AssetModelFileTests).GetMethod(nameof(Open_RealModel_RunsAndPreparesItsInputAsItsMakers))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(row => (string)row.Data[0]!);

        Assert.Empty(models.Except(tested));
    }

    private static Inference.Proposals.ProposalRequest Request(string options)
    {
        var group = new ManifestOptions();
        var command = new RootCommand();
        group.AddTo(command);
        var words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, "--labels");
        if (at >= 0)
            words[at + 1] = Assets.Require("labels", words[at + 1] + ".txt");
        var parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        return group.Read(parsed, "model");
    }

    private static JsonElement Spec(string file)
    {
        using var all = JsonDocument.Parse(File.ReadAllText(Assets.Require("reference", "models.spec.json")));
        return all.RootElement.GetProperty(file).Clone();
    }

    private static void AssertPreparedAs(JsonElement spec, InputSpec input)
    {
        var pre = spec.GetProperty("pre");
        Assert.Equal((spec.GetProperty("width").GetInt32(), spec.GetProperty("height").GetInt32()), (input.Width, input.Height));
        Assert.Equal(pre.GetProperty("layout").GetString(), input.Layout.ToString(), ignoreCase: true);
        Assert.Equal(pre.GetProperty("order").GetString(), input.Color.ToString(), ignoreCase: true);
        Assert.Equal(spec.GetProperty("resize").GetString()!.Replace("_0.875", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), input.Resize.ToString(), ignoreCase: true);
        Assert.Equal(Figures("mean", 0), input.Mean);
        Assert.Equal(Figures("std", 1), input.Std);
        if (spec.TryGetProperty("pad", out var pad))
            Assert.Equal(pad.GetInt32(), input.PadValue);

        IEnumerable<double> Figures(string name, double otherwise) => pre.TryGetProperty(name, out var figures)
            ? figures.EnumerateArray().Select(f => f.GetDouble())
            : Enumerable.Repeat(otherwise, input.Channels);
    }
}
