using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Models;

/// <summary>What a model is for; manifests name it in snake_case.</summary>
public enum ModelTask
{
    /// <summary>One label for the whole frame.</summary>
    Classification = DecoderTask.Classification,

    /// <summary>Objects and where they are.</summary>
    Detection = DecoderTask.Detection,

    /// <summary>How much of the frame shows what.</summary>
    Segmentation = DecoderTask.Segmentation,

    /// <summary>A feature vector of the frame, to compare with others.</summary>
    Embedding = DecoderTask.Embedding,
}

/// <summary>Which decoder serves which task.</summary>
internal static class ModelTasks
{
    /// <summary>The task of the results that a decoder makes.</summary>
    public static ModelTask Of(DecoderKind kind) => (ModelTask)Decoders.Of(kind).Task;
}
