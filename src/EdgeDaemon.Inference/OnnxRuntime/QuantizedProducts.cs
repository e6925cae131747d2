namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// How ONNX Runtime sums products of unsigned activations and signed weights. The instruction that x64 processors without VNNI
/// have for that clips sums at 16 bits, and ONNX Runtime uses it unless it is told otherwise: quantized detectors lost 7 to 9
/// points of average precision. Where nothing clips (VNNI, Arm), <see cref="Exact"/> changes nothing.
/// </summary>
internal enum QuantizedProducts
{
    /// <summary>As integers, without clipping. Where it acts it costs about a third more time than clipped sums do.</summary>
    Exact,

    /// <summary>As floats, where the model states quantisation in nodes of its own (QDQ). Up to twice the time of clipped sums.</summary>
    Unfused,

    /// <summary>As floats, one operator after the other as the graph has them, which any other implementation can do to the last digit. Slow.</summary>
    AsWritten,
}
