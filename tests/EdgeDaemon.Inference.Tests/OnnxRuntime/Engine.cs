using EdgeDaemon.Inference.OnnxRuntime;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

/// <summary>Loads models for tests, and skips a test where ONNX Runtime is not on this machine.</summary>
internal static class Engine
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        try
        {
            _ = OrtRuntime.Shared;
            return null;
        }
        catch (InferenceException e)
        {
            return e.Message;
        }
    });

    public static void Require()
    {
        if (Missing.Value is { } reason)
            Assert.Skip(reason);
    }

    public static OnnxSession Load(string name, ReadOnlySpan<byte> model, OnnxSessionOptions? options = null)
    {
        Require();
        return OnnxSession.Load(name, model, options ?? new OnnxSessionOptions());
    }
}
