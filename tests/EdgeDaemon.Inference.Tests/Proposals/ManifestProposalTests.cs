using System.Collections.Immutable;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Tests.Proposals;

/// <summary>The decoder is found from shapes, labels and metadata, and the proposed text is a valid manifest.</summary>
public sealed class ManifestProposalTests
{
    [Theory]
    [InlineData("cifar10_resnet8_fp32", DecoderKind.Classification)]
    [InlineData("mobilenet_v1_0.25_128_qdq_u8", DecoderKind.Classification)]
    [InlineData("mobilenet_v2_torchvision_qdq", DecoderKind.Classification)]
    [InlineData("squeezenet1.1_fp16", DecoderKind.Classification)]
    [InlineData("tflm_person_detect_qdq_s8", DecoderKind.Classification)]
    [InlineData("yolov5n_640_qdq", DecoderKind.Yolov5)]
    [InlineData("yolov8n_640_qdq", DecoderKind.Yolov8)]
    [InlineData("yolov8n_640_e2e_dynint8", DecoderKind.YoloE2e)]
    [InlineData("yolox_nano_416_fp32", DecoderKind.Yolox)]
    [InlineData("nanodet_m_416_qdq", DecoderKind.Nanodet)]
    [InlineData("ssd_mobilenet_v1_coco_300_qdq_u8", DecoderKind.Ssd)]
    [InlineData("ultraface_rfb_320_fp32", DecoderKind.Ultraface)]
    [InlineData("yunet_n_320_fp32", DecoderKind.Yunet)]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_qdq_u8", DecoderKind.Segmentation)]
    [InlineData("selfie_segmentation_256_fp32", DecoderKind.Segmentation)]
    [InlineData("mobilenet_v1_1.0_224_embedding_qdq_u8", DecoderKind.Embedding)]
    public void Propose_RealModel_FindsTheDecoderAndWritesAManifest(string model, DecoderKind expected)
    {
        var proposal = BareModel.Read(Assets.Require("models", model + ".onnx"), Engine.Trials).Propose(Request("some-model"));

        Assert.Equal([expected], KindsOf(proposal));
        var manifest = ManifestOf(proposal);
        Assert.Equal(expected, manifest.Decoder.Kind);
        Assert.Equal("some-model", manifest.Name);
    }

    [Theory]
    [InlineData("camera-health", DecoderKind.Classification)]
    [InlineData("person-vehicle-animal", DecoderKind.Centroid)]
    public void Propose_BundledModel_FindsItsDecoder(string bundle, DecoderKind expected)
    {
        var file = Path.Combine(Assets.RepositoryRoot, "models", bundle, "model.onnx");

        Assert.Equal([expected], KindsOf(BareModel.Read(file, Engine.Trials).Propose(Request(bundle) with { Labels = LabelFile.Read(Path.Combine(file, "..", "labels.txt")) })));
    }

    [Fact]
    public void Propose_UltralyticsExport_TakesItsNamesAndLicence()
    {
        var proposal = BareModel.Read(Assets.Require("models", "yolov8n_640_qdq.onnx"), Engine.Trials).Propose(Request("yolo"));

        Assert.Equal((80, "person", "toothbrush"), (proposal.Labels.Length, proposal.Labels[0], proposal.Labels[^1]));
        Assert.Equal(80, proposal.LabelsNeeded);
        Assert.StartsWith("AGPL-3.0", ManifestOf(proposal).Licence, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_DecoderThatTheUserChose_IsNotSecondGuessed()
    {
        var proposal = BareModel.Read(Assets.Require("models", "mobilenet_v2_torchvision_qdq.onnx"), Engine.Trials).Propose(Request("features") with { Decoder = DecoderKind.Embedding });

        Assert.Equal([DecoderKind.Embedding], KindsOf(proposal));
        Assert.Contains("type: embedding", proposal.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_VectorThatNothingIsSaidOf_LeavesTheChoice()
    {
        var model = new TestModel(1, 3, 32, 32).Output("out", "Relu", 1, 4);

        Assert.Equal([DecoderKind.Classification, DecoderKind.Embedding], KindsOf(model.Propose()));
        Assert.Equal([DecoderKind.Classification], KindsOf(model.Propose(Request("m") with { Labels = Labels("a", "b", "c", "d") })));
        Assert.Equal([DecoderKind.Classification], KindsOf(new TestModel(1, 3, 32, 32).Output("out", "Softmax", 1, 4).Propose()));
        Assert.Equal([DecoderKind.Classification], KindsOf(model.Metadata("task", "classify").Propose()));
    }

    [Fact]
    public void Propose_CoarsePlanes_AreToldApartByTheNumberOfLabels()
    {
        // 9 planes of 22 x 22: FastestDet has 4 labels then, a heat-map 9; a segmentation would be finer.
        var model = new TestModel(1, 3, 352, 352).Output("out", "Relu", 1, 9, 22, 22);

        Assert.Equal([DecoderKind.Fastestdet, DecoderKind.Centroid], KindsOf(model.Propose()));
        Assert.Equal([DecoderKind.Fastestdet], KindsOf(model.Propose(Request("m") with { Labels = Labels("a", "b", "c", "d") })));
    }

    [Fact]
    public void Propose_SixColumnsInAGridOfCells_CouldBeEither()
    {
        // At 160 x 160 the strides 8, 16 and 32 have 525 cells; a detector with NMS inside may have room for as many boxes.
        Assert.Equal(
            [DecoderKind.YoloE2e, DecoderKind.Yolox, DecoderKind.Yolov5, DecoderKind.Yolov8],
            KindsOf(new TestModel(1, 3, 160, 160).Output("out", "Relu", 1, 525, 6).Propose()));
    }

    [Fact]
    public void Propose_TaskThatOnlyLooksLikeDetection_HasNoDecoder()
    {
        var proposal = new TestModel(1, 3, 640, 640).Output("output0", "Relu", 1, 56, 8400).Metadata("task", "obb").Propose();

        Assert.Null(proposal.Manifest);
        Assert.Contains("'obb'", proposal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_InputThatIsNoPicture_SaysSo() =>
        Assert.Contains("no picture", new TestModel(1, 128).Output("out", "Relu", 1, 4).Propose().Problem, StringComparison.Ordinal);

    [Fact]
    public void Propose_OneOutputMoreThanLabels_IsABackground()
    {
        var proposal = new TestModel(1, 3, 32, 32).Output("probabilities", "Softmax", 1, 4).Propose(Request("m") with { Labels = Labels("a", "b", "c") });

        Assert.Equal(1, ManifestOf(proposal).Decoder.LabelOffset);
        Assert.Equal(3, proposal.LabelsNeeded);
    }

    [Theory]
    [InlineData("out", "Softmax", false)]
    [InlineData("logits", "Relu", true)]
    [InlineData("out", "GlobalAveragePool", true)]
    [InlineData("prob", "Relu", false)]
    public void Propose_Classifier_TellsLogitsFromTheLastOperator(string name, string op, bool expected)
    {
        var model = op == "GlobalAveragePool" ? new TestModel(1, 3, 32, 32).Pooled(name) : new TestModel(1, 3, 32, 32).Output(name, op, 1, 3);

        Assert.Equal(expected, ManifestOf(model.Propose(Request("m") with { Decoder = DecoderKind.Classification })).Decoder.Logits);
    }

    [Fact]
    public void Propose_OpenSize_IsSaidByTheUserOrTheExporter()
    {
        TestModel Model() => new TestModel(1, 3, "height", "width").OpenPlane("map", 1, 3, "height", "width");
        var sized = Overrides(("input.width", "48"), ("input.height", "32"));

        var open = Model().Propose();
        var said = Model().Propose(sized);
        var exported = Model().Metadata("imgsz", "[32, 48]").Propose();

        Assert.True(open.IsSizeOpen);
        Assert.False(said.IsSizeOpen);
        Assert.Equal((48, 32), (ManifestOf(said).Input.Width, ManifestOf(said).Input.Height));
        Assert.Equal((48, 32), (ManifestOf(exported).Input.Width, ManifestOf(exported).Input.Height));
    }

    [Fact]
    public void Propose_Overrides_TakeThePlaceOfHabits()
    {
        var model = new TestModel(1, 3, 32, 32).Output("probabilities", "Softmax", 1, 4);
        var input = ManifestOf(model.Propose(Overrides(
            ("input.color", "bgr"), ("input.std", "1"), ("input.resize", "letterbox_center"), ("input.pad_value", "7"),
            ("score_threshold", "0.6"), ("decoder.top_k", "2"), ("version", "3.1")))).Input;

        // The habit's means turn round with the channels.
        Assert.Equal([103.53, 116.28, 123.675], input.Mean);
        Assert.Equal([1, 1, 1], input.Std);
        Assert.Equal((ColorOrder.Bgr, ResizeMode.LetterboxCenter, (byte)7), (input.Color, input.Resize, input.PadValue));
    }

    [Fact]
    public void Propose_OverrideThatIsNoKey_MakesAManifestThatIsRefusedWithTheNearestName()
    {
        var proposal = new TestModel(1, 3, 32, 32).Output("probabilities", "Softmax", 1, 4).Propose(Overrides(("decoder.topk", "2")));

        Assert.Contains("top_k", Assert.Throws<ModelBundleException>(() => ManifestOf(proposal)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<DecoderKind> KindsOf(ManifestProposal proposal) => proposal.Fitting.Select(fit => fit.Kind);

    private static ProposalRequest Request(string name) => new() { Name = name };

    private static ProposalRequest Overrides(params (string Key, string Yaml)[] overrides) =>
        Request("m") with { Overrides = overrides.ToImmutableDictionary(o => o.Key, o => o.Yaml) };

    private static LabelFile Labels(params string[] names) => LabelFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', names)), "labels");

    private static ModelManifest ManifestOf(ManifestProposal proposal) => ModelManifest.Parse(Encoding.UTF8.GetBytes(proposal.Manifest!), "manifest.yaml");
}
