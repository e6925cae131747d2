using System.Text;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Tests.Models;

public class DecoderReaderTests
{
    [Theory]
    [InlineData("yolov5", DecoderKind.Yolov5)]
    [InlineData("yolov8", DecoderKind.Yolov8)]
    [InlineData("yolo_e2e", DecoderKind.YoloE2e)]
    [InlineData("yolox", DecoderKind.Yolox)]
    [InlineData("nanodet", DecoderKind.Nanodet)]
    [InlineData("fastestdet", DecoderKind.Fastestdet)]
    [InlineData("ssd", DecoderKind.Ssd)]
    [InlineData("ssd_raw", DecoderKind.SsdRaw)]
    [InlineData("ultraface", DecoderKind.Ultraface)]
    [InlineData("yunet", DecoderKind.Yunet)]
    [InlineData("centroid", DecoderKind.Centroid)]
    public void Parse_DetectorType_IsKnownAndDefaultsApply(string type, DecoderKind expected)
    {
        var decoder = Parse("detection", $"{{type: {type}, max_detections: 7}}");

        Assert.Equal(Decoders.Of(expected).Defaults with { MaxDetections = 7, Strides = decoder.Strides, Anchors = decoder.Anchors }, decoder);
        Assert.Equal([8, 16, 32], decoder.Strides);
    }

    [Fact]
    public void Parse_Suppression_IsRead()
    {
        var decoder = Parse("detection", "{type: yolov8, iou_threshold: 0.6, class_agnostic_nms: true, max_candidates: 300, max_detections: 20}");

        Assert.Equal((0.6f, true, 300, 20), (decoder.IouThreshold, decoder.ClassAgnosticNms, decoder.MaxCandidates, decoder.MaxDetections));
    }

    [Fact]
    public void Parse_Strides_AreRead() =>
        Assert.Equal([8, 16, 32, 64], Parse("detection", "{type: nanodet, strides: [8, 16, 32, 64]}").Strides);

    [Fact]
    public void Parse_RawSsd_ReadsItsAnchors()
    {
        var decoder = Parse(
            "detection",
            "{type: ssd_raw, logits: true, label_offset: 1, anchors: {layers: 5, min_scale: 0.1, max_scale: 0.9, aspect_ratios: [1, 2], box_variances: [1, 1, 0.5, 0.5]}}");

        Assert.Equal((true, 1), (decoder.Logits, decoder.LabelOffset));
        Assert.Equal((5, 0.1f, 0.9f), (decoder.Anchors.Layers, decoder.Anchors.MinScale, decoder.Anchors.MaxScale));
        Assert.Equal([1, 2], decoder.Anchors.AspectRatios);
        Assert.Equal([1, 1, 0.5f, 0.5f], decoder.Anchors.BoxVariances);
    }

    [Fact]
    public void Parse_Segmentation_IsRead()
    {
        var decoder = Parse("segmentation", "{type: segmentation, background: -1, min_region_area: 0.01, max_regions: 5}");

        Assert.Equal((-1, 0.01f, 5), (decoder.Background, decoder.MinRegionArea, decoder.MaxRegions));
    }

    [Fact]
    public void Parse_Embedding_HasNoParameters() =>
        Assert.Equal(DecoderKind.Embedding, Parse("embedding", "{type: embedding}").Kind);

    [Theory]
    [InlineData("detection", "{type: yolo_e2e, iou_threshold: 0.5}", "decoder.iou_threshold: unknown key 'iou_threshold'.")]
    [InlineData("detection", "{type: yolov8, strides: [8]}", "decoder.strides: unknown key 'strides'.")]
    [InlineData("detection", "{type: yolox, strides: [8, 8]}", "decoder.strides")]
    [InlineData("detection", "{type: ssd_raw, anchors: {box_variances: [1, 1]}}", "decoder.anchors.box_variances")]
    [InlineData("detection", "{type: ssd_raw, anchors: {variances: [1, 1, 1, 1]}}", "decoder.anchors.variances: unknown key")]
    [InlineData("detection", "{type: yolov8, max_candidates: 0}", "decoder.max_candidates: 0 is out of range.")]
    [InlineData("detection", "{type: segmentation}", "task: the decoder makes results of another task, segmentation.")]
    [InlineData("embedding", "{type: yunet}", "task: the decoder makes results of another task, detection.")]
    public void Parse_Mistake_IsRefused(string task, string decoder, string message)
    {
        var error = Assert.Throws<ModelBundleException>(() => Parse(task, decoder));
        Assert.Contains(error.Errors, e => e.Contains(message, StringComparison.Ordinal));
    }

    private static DecoderSpec Parse(string task, string decoder) => ModelManifest.Parse(
        Encoding.UTF8.GetBytes($"name: m\nversion: 1\ntask: {task}\nlicence: MIT\ninput: {{width: 64, height: 64}}\ndecoder: {decoder}\n"), "m.yaml").Decoder;
}
