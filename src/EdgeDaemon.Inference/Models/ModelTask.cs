using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Models;

/// <summary>What a model is for; manifests name it in snake_case.</summary>
public enum ModelTask
{
    /// <summary>One label for the whole frame.</summary>
    Classification,

    /// <summary>Objects and where they are.</summary>
    Detection,

    /// <summary>How much of the frame shows what.</summary>
    Segmentation,

    /// <summary>A feature vector of the frame, to compare with others.</summary>
    Embedding,
}

/// <summary>Which decoder serves which task.</summary>
internal static class ModelTasks
{
    /// <summary>The task of the results that a decoder makes.</summary>
    public static ModelTask Of(DecoderKind kind) => kind switch
    {
        DecoderKind.Classification => ModelTask.Classification,
        DecoderKind.Segmentation => ModelTask.Segmentation,
        DecoderKind.Embedding => ModelTask.Embedding,
        DecoderKind.Centroid or DecoderKind.Yolov5 or DecoderKind.Yolov8 or DecoderKind.YoloE2e or DecoderKind.Yolox
            or DecoderKind.Nanodet or DecoderKind.Fastestdet or DecoderKind.Ssd or DecoderKind.SsdRaw
            or DecoderKind.Ultraface or DecoderKind.Yunet => ModelTask.Detection,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
