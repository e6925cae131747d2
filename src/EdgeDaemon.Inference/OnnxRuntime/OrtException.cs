using EdgeDaemon.Inference.OnnxRuntime.Interop;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>A call to ONNX Runtime returned a status. Callers add the model's name (<see cref="InferenceException"/>).</summary>
internal sealed class OrtException(string function, OrtErrorCode code, string reason)
    : InferenceException($"{OneLine(reason)} ({function}: {code})")
{
    /// <summary>What kind of failure.</summary>
    public OrtErrorCode Code => code;

    /// <summary>ONNX Runtime breaks some texts over several lines; a message of ours is one.</summary>
    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
