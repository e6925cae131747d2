using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Models;

/// <summary>Reads the <c>decoder</c> section of a manifest. Each family has its own parameters; those of others are refused.</summary>
internal static class DecoderReader
{
    private static readonly YamlType<double> Fraction = YamlTypes.Number(0, 1);

    /// <summary>Null without a type, because which parameters there may be depends on it.</summary>
    public static DecoderSpec? Read(YamlSection section)
    {
        if (section.RequireChoice("type", YamlTypes.Enum<DecoderKind>()) is not { } kind)
            return null;
        var spec = new DecoderSpec { Kind = kind };
        spec = kind switch
        {
            DecoderKind.Classification => ReadClassification(section, spec),
            DecoderKind.Yolox or DecoderKind.Nanodet or DecoderKind.Yunet => ReadStrides(section, ReadSuppression(section, spec)),
            DecoderKind.YoloE2e => ReadLimit(section, spec),
            DecoderKind.Ssd => ReadLabelOffset(section, ReadLimit(section, spec)),
            DecoderKind.SsdRaw => ReadSsdRaw(section, ReadSuppression(section, spec)),
            DecoderKind.Segmentation => ReadSegmentation(section, spec),
            DecoderKind.Embedding => spec,
            _ => ReadSuppression(section, spec),
        };
        section.Finish();
        return spec;
    }

    private static DecoderSpec ReadClassification(YamlSection section, DecoderSpec spec) => ReadLabelOffset(section, spec) with
    {
        Logits = section.Get("logits", YamlTypes.Boolean, spec.Logits),
        TopK = section.Get("top_k", YamlTypes.Integer(1, 100), spec.TopK),
    };

    private static DecoderSpec ReadLabelOffset(YamlSection section, DecoderSpec spec) =>
        spec with { LabelOffset = section.Get("label_offset", YamlTypes.Integer(0, 1000), spec.LabelOffset) };

    private static DecoderSpec ReadLimit(YamlSection section, DecoderSpec spec) =>
        spec with { MaxDetections = section.Get("max_detections", YamlTypes.Integer(1, 1000), spec.MaxDetections) };

    private static DecoderSpec ReadSuppression(YamlSection section, DecoderSpec spec) => ReadLimit(section, spec) with
    {
        IouThreshold = (float)section.Get("iou_threshold", Fraction, spec.IouThreshold),
        ClassAgnosticNms = section.Get("class_agnostic_nms", YamlTypes.Boolean, spec.ClassAgnosticNms),
        MaxCandidates = section.Get("max_candidates", YamlTypes.Integer(1, 100_000), spec.MaxCandidates),
    };

    private static DecoderSpec ReadStrides(YamlSection section, DecoderSpec spec) =>
        spec with { Strides = section.Get("strides", YamlTypes.List(YamlTypes.Integer(1, 1024), min: 1, max: 8, unique: true), spec.Strides) };

    private static DecoderSpec ReadSsdRaw(YamlSection section, DecoderSpec spec) => ReadLabelOffset(section, spec) with
    {
        Logits = section.Get("logits", YamlTypes.Boolean, spec.Logits),
        Anchors = section.OpenSection("anchors") is { } anchors ? ReadAnchors(anchors, spec.Anchors) : spec.Anchors,
    };

    private static SsdAnchorSpec ReadAnchors(YamlSection section, SsdAnchorSpec defaults)
    {
        var anchors = new SsdAnchorSpec
        {
            Layers = section.Get("layers", YamlTypes.Integer(1, 16), defaults.Layers),
            MinScale = (float)section.Get("min_scale", YamlTypes.Number(0.001, 1), defaults.MinScale),
            MaxScale = (float)section.Get("max_scale", YamlTypes.Number(0.001, 1), defaults.MaxScale),
            AspectRatios = Floats(section, "aspect_ratios", YamlTypes.Number(0.01, 100), min: 1, max: 16, defaults.AspectRatios),
            BoxVariances = Floats(section, "box_variances", YamlTypes.Number(0.0001, 100), min: 4, max: 4, defaults.BoxVariances),
        };
        section.Finish();
        return anchors;
    }

    private static DecoderSpec ReadSegmentation(YamlSection section, DecoderSpec spec) => spec with
    {
        Background = section.Get("background", YamlTypes.Integer(-1, 1000), spec.Background),
        MinRegionArea = (float)section.Get("min_region_area", Fraction, spec.MinRegionArea),
        MaxRegions = section.Get("max_regions", YamlTypes.Integer(1, 1000), spec.MaxRegions),
    };

    private static ImmutableArray<float> Floats(
        YamlSection section, string key, YamlType<double> number, int min, int max, ImmutableArray<float> fallback) =>
        section.TryGet(key, out _) ? [.. section.Get(key, YamlTypes.List(number, min, max), []).Select(v => (float)v)] : fallback;
}
