using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Model families whose outputs we can read; manifests name them in snake_case. N is the number of boxes a model proposes,
/// C that of its labels. Scores are probabilities (the exporters put the sigmoid into the graph) unless stated otherwise.
/// </summary>
public enum DecoderKind
{
    /// <summary>One score per class for the whole frame.</summary>
    Classification,

    /// <summary>A heat-map per class with one cell per stride, optionally with size and offset per cell.</summary>
    Centroid,

    /// <summary>YOLOv5, v7: [1, N, 5 + C], a row is centre, size (input pixels), objectness, classes.</summary>
    Yolov5,

    /// <summary>YOLOv8, 9, 11, 12: [1, 4 + C, N], channels are centre, size (input pixels), classes; no objectness.</summary>
    Yolov8,

    /// <summary>YOLOv10, 26 and exports with NMS inside: [1, N, 6], a row is box (input pixels), score, class.</summary>
    YoloE2e,

    /// <summary>YOLOX: [1, N, 5 + C], as YOLOv5, but centre and size relative to the cell of a stride.</summary>
    Yolox,

    /// <summary>NanoDet: per stride the classes [1, n, C] and the distribution of four distances [1, n, 4 · bins].</summary>
    Nanodet,

    /// <summary>NanoDet-Plus: [1, N, C + 4 · bins], a row is the classes and the distribution of four distances.</summary>
    NanodetPlus,

    /// <summary>FastestDet: [1, 5 + C, rows, columns], channels are objectness, box, classes.</summary>
    Fastestdet,

    /// <summary>SSD with NMS inside (TFLite_Detection_PostProcess): boxes, classes, scores and their number.</summary>
    Ssd,

    /// <summary>SSD as trained: offsets from anchors [1, N, 4] and scores [1, N, C + background].</summary>
    SsdRaw,

    /// <summary>UltraFace: [1, N, 2] background and face, [1, N, 4] corners as fractions of the input.</summary>
    Ultraface,

    /// <summary>YuNet: per stride a class, an objectness, a box and five landmarks per cell.</summary>
    Yunet,

    /// <summary>A class per cell, or a score per cell and class.</summary>
    Segmentation,

    /// <summary>A feature vector for the whole frame.</summary>
    Embedding,
}

/// <summary>The decoders. A new one stands in a file of its own with its description, and is registered in this one.</summary>
public static class Decoders
{
    /// <summary>All of them; of those that fit the same shapes, the likelier first.</summary>
    public static ImmutableArray<DecoderDescription> All { get; } =
    [
        ClassificationDecoder.Description,
        EmbeddingDecoder.Description,
        YoloE2eDecoder.Description,
        YoloxDecoder.Description,
        Yolov5Decoder.Description,
        Yolov8Decoder.Description,
        NanodetDecoder.Description,
        NanodetPlusDecoder.Description,
        FastestdetDecoder.Description,
        SsdDecoder.Description,
        UltrafaceDecoder.Description,
        SsdRawDecoder.Description,
        YunetDecoder.Description,
        SegmentationDecoder.Description,
        CentroidDecoder.Description,
    ];

    /// <summary>The description of a kind.</summary>
    /// <exception cref="DecoderMismatchException">There is none.</exception>
    public static DecoderDescription Of(DecoderKind kind) =>
        All.FirstOrDefault(d => d.Kind == kind) ?? throw new DecoderMismatchException($"Decoder {kind} is not known.");

    /// <summary>Those that fit a bare model, the likeliest first; empty when none does.</summary>
    public static ImmutableArray<DecoderDescription> For(ModelShape model)
    {
        ImmutableArray<DecoderDescription> fitting = [.. All.Where(d => d.Fits(model))];
        return fitting.IsEmpty ? [.. All.Where(d => d.FitsOtherwise(model))] : fitting;
    }
}
