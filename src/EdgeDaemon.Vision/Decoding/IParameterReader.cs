using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// A section of a manifest. What is absent is the fallback; what is wrong is told by whoever made the reader, and is the
/// fallback or nothing.
/// </summary>
public interface IParameterReader
{
    /// <summary>True or false.</summary>
    bool Flag(string key, bool fallback);

    /// <summary>One of the names of an enumeration, in snake_case.</summary>
    T Choice<T>(string key, T fallback) where T : struct, Enum;

    /// <summary>A whole number, min ≤ value ≤ max.</summary>
    int Integer(string key, int min, int max, int fallback);

    /// <summary>A number, min ≤ value ≤ max.</summary>
    float Number(string key, double min, double max, float fallback);

    /// <summary>One to <paramref name="maxCount"/> whole numbers, min ≤ value ≤ max, no two the same.</summary>
    ImmutableArray<int> Integers(string key, int min, int max, int maxCount, ImmutableArray<int> fallback);

    /// <summary>So many numbers, min ≤ value ≤ max.</summary>
    ImmutableArray<float> Numbers(string key, double min, double max, int minCount, int maxCount, ImmutableArray<float> fallback);

    /// <summary>A section of its own.</summary>
    T Section<T>(string key, Func<IParameterReader, T> read, T fallback);
}

/// <summary>Parameters that several decoders have.</summary>
internal static class SharedParameters
{
    public static DecoderSpec None(IParameterReader reader, DecoderSpec spec) => spec;

    public static DecoderSpec Limit(IParameterReader reader, DecoderSpec spec) =>
        spec with { MaxDetections = reader.Integer("max_detections", 1, 1000, spec.MaxDetections) };

    public static DecoderSpec LabelOffset(IParameterReader reader, DecoderSpec spec) =>
        spec with { LabelOffset = reader.Integer("label_offset", 0, 1000, spec.LabelOffset) };

    public static DecoderSpec Boxes(IParameterReader reader, DecoderSpec spec) => spec with
    {
        Boxes = reader.Choice("boxes", spec.Boxes),
        BoxForm = reader.Choice("box_form", spec.BoxForm),
    };

    public static DecoderSpec Suppression(IParameterReader reader, DecoderSpec spec) => Limit(reader, spec) with
    {
        IouThreshold = reader.Number("iou_threshold", 0, 1, spec.IouThreshold),
        ClassAgnosticNms = reader.Flag("class_agnostic_nms", spec.ClassAgnosticNms),
        MaxCandidates = reader.Integer("max_candidates", 1, 100_000, spec.MaxCandidates),
    };

    public static DecoderSpec SuppressionAndStrides(IParameterReader reader, DecoderSpec spec) =>
        Suppression(reader, spec) with { Strides = reader.Integers("strides", 1, 1024, maxCount: 8, spec.Strides) };
}
