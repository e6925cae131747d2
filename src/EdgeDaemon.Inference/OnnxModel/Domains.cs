namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Makers of operators that we know.</summary>
internal static class Domains
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>May a model say that it uses this domain?</summary>
    public static bool MayBeImported(string domain) => MayBeUsed(domain, op: "")
        || domain is "ai.onnx.training" or "ai.onnx.preview.training" or "com.microsoft.experimental" or "com.microsoft.nchwc"
            or "com.microsoft.dml" or "com.ms.internal.nhwc" or "org.pytorch.aten";

    /// <summary>May a node use this operator?</summary>
    public static bool MayBeUsed(string domain, string op) => domain switch
    {
        "" or "ai.onnx" or "ai.onnx.ml" => true,
        // EPContext loads a compiled blob from a path that the model names.
        Microsoft => op != "EPContext",
        _ => false,
    };

    /// <summary>Is it the domain of the ONNX standard?</summary>
    public static bool IsDefault(string domain) => domain is "" or "ai.onnx";

    /// <summary>Does the operator run graphs inside?</summary>
    public static bool IsControlFlow(string op) => op is "If" or "Loop" or "Scan" or "SequenceMap";
}
