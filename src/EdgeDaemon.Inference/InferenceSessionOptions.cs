using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference;

/// <summary>How a model is loaded.</summary>
public sealed record InferenceSessionOptions
{
    /// <summary>Most threads a session may use.</summary>
    public const int MaxIntraOpThreads = 64;

    /// <summary>
    /// Threads that share one operator's work, the caller's included; 1 to <see cref="MaxIntraOpThreads"/>. Stated
    /// always: an engine's own choice may also pin threads to cores, which fails in containers.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>
    /// What the image input must be; its size also fills in dimensions that the model leaves open. Null: every dimension
    /// but the first must be stated by the model.
    /// </summary>
    public InputSpec? Image { get; init; }

    /// <summary>Name of the image input; null for the first one.</summary>
    public string? ImageInputName { get; init; }

    /// <summary>How long a run may take; past it the engine stops before its next operator, but does not interrupt one.</summary>
    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Run the graph operator by operator, as it is written? Several times slower; to compare with other implementations.</summary>
    public bool AsWritten { get; init; }

    /// <summary>SHA-256 of the model's bytes, 64 lower-case hexadecimal digits, where the caller has checked it; null: it is computed.</summary>
    public string? Digest { get; init; }

    /// <summary>How much the model may hold; it is checked before the engine sees the bytes.</summary>
    public OnnxLimits Limits { get; init; } = new();
}
