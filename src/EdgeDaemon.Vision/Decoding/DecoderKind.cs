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

    /// <summary>YOLOv5, v6, v7, decoded YOLOX: [1, N, 5 + C], a row is centre, size, objectness, classes.</summary>
    Yolov5,

    /// <summary>YOLOv8, 9, 11, 12: [1, 4 + C, N], or row by row, centre, size, classes; no objectness.</summary>
    Yolov8,

    /// <summary>YOLOv10, 26 and exports with NMS inside: [1, N, 6], a row is box, score, class; or [N, 7], with the picture's number.</summary>
    YoloE2e,

    /// <summary>YOLOX: [1, N, 5 + C], as YOLOv5, but centre and size relative to the cell of a stride.</summary>
    Yolox,

    /// <summary>NanoDet: per stride the classes [1, n, C] and the distribution of four distances [1, n, 4 · bins].</summary>
    Nanodet,

    /// <summary>NanoDet-Plus: [1, N, C + 4 · bins], a row is the classes and the distribution of four distances.</summary>
    NanodetPlus,

    /// <summary>FastestDet: [1, 5 + C, rows, columns], channels are objectness, box, classes.</summary>
    Fastestdet,

    /// <summary>NMS inside, an output each (TensorFlow, TensorRT, torchvision, RT-DETR): boxes, classes, scores and mostly their number.</summary>
    Ssd,

    /// <summary>SSD as trained: offsets from anchors [1, N, 4] and scores [1, N, C + background].</summary>
    SsdRaw,

    /// <summary>UltraFace: [1, N, background + C] and [1, N, 4], corners as fractions of the input or offsets from its anchors.</summary>
    Ultraface,

    /// <summary>YOLO-NAS, the DETR family: boxes [1, N, 4] and their scores [1, N, C].</summary>
    BoxesScores,

    /// <summary>SCRFD: per stride scores [n, 1] and boxes [n, 4], two per cell.</summary>
    Scrfd,

    /// <summary>BlazeFace (MediaPipe): boxes [1, N, 16] as offsets from anchors without size, and their logits [1, N, 1].</summary>
    Blazeface,

    /// <summary>MediaPipe's palm detector: as BlazeFace, [1, N, 18] and [1, N, 1].</summary>
    PalmDetection,

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
        YoloDecoder.WithObjectness,
        YoloDecoder.WithoutObjectness,
        NanodetDecoder.Description,
        NanodetPlusDecoder.Description,
        FastestdetDecoder.Description,
        SsdDecoder.Description,
        BoxesAndScoresDecoder.OfUltraface,
        SsdRawDecoder.Description,
        BoxesAndScoresDecoder.General,
        ScrfdDecoder.Description,
        BlazeDecoder.OfFaces,
        BlazeDecoder.OfPalms,
        YunetDecoder.Description,
        SegmentationDecoder.Description,
        CentroidDecoder.Description,
    ];

    /// <summary>The description of a kind.</summary>
    /// <exception cref="DecoderMismatchException">There is none.</exception>
    public static DecoderDescription Of(DecoderKind kind) =>
        All.FirstOrDefault(d => d.Kind == kind) ?? throw new DecoderMismatchException($"Decoder {kind} is not known.");

    /// <summary>
    /// Those that fit a bare model, the likeliest first, each with the outputs it would read: all of them, or else one that others stand
    /// beside; empty when none does.
    /// </summary>
    public static ImmutableArray<(DecoderDescription Decoder, ModelShape Model)> For(ModelShape model)
    {
        ModelShape[] parts = [.. model.Outputs.Select(output => model with { Outputs = [output], Beside = model.Outputs.Remove(output) })];
        return ((IEnumerable<ModelShape>[])[[model], model.Outputs.Length > 1 ? parts : []])
            .Select(shapes => Fitting(shapes.ToList())).FirstOrDefault(fitting => !fitting.IsEmpty, []);
    }

    private static ImmutableArray<(DecoderDescription, ModelShape)> Fitting(List<ModelShape> shapes)
    {
        ImmutableArray<(DecoderDescription, ModelShape)> fitting = [.. from shape in shapes from decoder in All where decoder.Fits(shape) select (decoder, shape)];
        return fitting.IsEmpty ? [.. from shape in shapes from decoder in All where decoder.FitsOtherwise(shape) select (decoder, shape)] : fitting;
    }
}
