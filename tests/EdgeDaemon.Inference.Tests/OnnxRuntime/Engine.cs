using EdgeDaemon.Inference.OnnxRuntime;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

/// <summary>Loads models for tests.</summary>
internal static class Engine
{
    public static IInferenceSessionFactory Sessions { get; } = new OnnxSessionFactory();

    public static IInferenceSession Load(string name, ReadOnlySpan<byte> model, InferenceSessionOptions? options = null) =>
        Sessions.Load(name, model, options ?? new InferenceSessionOptions());
}
