using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Models;

/// <summary>What a model is for; manifests name it in snake_case.</summary>
public enum ModelTask
{
    /// <summary>One label for the whole frame.</summary>
    Classification,

    /// <summary>Objects and where they are.</summary>
    Detection,
}

/// <summary>Which decoder serves which task.</summary>
internal static class ModelTasks
{
    /// <summary>The task of the results that a decoder makes.</summary>
    public static ModelTask Of(DecoderKind kind) => kind switch
    {
        DecoderKind.Classification => ModelTask.Classification,
        DecoderKind.Centroid => ModelTask.Detection,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
