using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Inference.Trials;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

/// <summary>Loads models for tests.</summary>
internal static class Engine
{
    public static IInferenceSessionFactory Sessions { get; } = new OnnxSessionFactory();

    /// <summary>Tries models in processes of their own, each time.</summary>
    public static ModelTrials Trials { get; } = new(null, retry: true);

    public static IInferenceSession Load(string name, ReadOnlySpan<byte> model, InferenceSessionOptions? options = null) =>
        Sessions.Load(name, model, options ?? new InferenceSessionOptions());
}
