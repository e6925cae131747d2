using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Tests.Proposals;

/// <summary>Real models of many families: the decoder is found from the shapes, and the proposed text is a valid manifest.</summary>
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
    [InlineData("fastestdet_352_fp32", DecoderKind.Fastestdet)]
    [InlineData("ssd_mobilenet_v1_coco_300_qdq_u8", DecoderKind.Ssd)]
    [InlineData("ultraface_rfb_320_fp32", DecoderKind.Ultraface)]
    [InlineData("yunet_n_320_fp32", DecoderKind.Yunet)]
    [InlineData("deeplabv3_mnv2_dm05_pascal_513_qdq_u8", DecoderKind.Segmentation)]
    [InlineData("selfie_segmentation_256_fp32", DecoderKind.Segmentation)]
    [InlineData("mobilenet_v1_1.0_224_embedding_qdq_u8", DecoderKind.Embedding)]
    public void For_RealModel_FindsTheDecoderAndWritesAManifest(string model, DecoderKind expected)
    {
        var proposal = BareModel.Read(Assets.Require("models", model + ".onnx")).Propose(new ProposalRequest { Name = "some-model" });

        Assert.Equal(expected, proposal.Fitting[0]);
        var manifest = ModelManifest.Parse(System.Text.Encoding.UTF8.GetBytes(proposal.Manifest!), "manifest.yaml");
        Assert.Equal(expected, manifest.Decoder.Kind);
        Assert.Equal("some-model", manifest.Name);
    }

    [Theory]
    [InlineData("camera-health", DecoderKind.Classification)]
    [InlineData("person-vehicle-animal", DecoderKind.Centroid)]
    public void For_BundledModel_FindsItsDecoder(string bundle, DecoderKind expected)
    {
        var file = Path.Combine(Assets.RepositoryRoot, "models", bundle, "model.onnx");

        var proposal = BareModel.Read(file).Propose(new ProposalRequest { Name = bundle });

        Assert.Equal(expected, proposal.Fitting[0]);
    }

    [Fact]
    public void For_DecoderThatTheUserChose_IsNotSecondGuessed()
    {
        var file = Assets.Require("models", "mobilenet_v2_torchvision_qdq.onnx");

        var proposal = BareModel.Read(file).Propose(new ProposalRequest { Name = "features", Decoder = DecoderKind.Embedding });

        Assert.Equal([DecoderKind.Embedding], proposal.Fitting);
        Assert.Contains("type: embedding", proposal.Manifest, StringComparison.Ordinal);
    }
}
