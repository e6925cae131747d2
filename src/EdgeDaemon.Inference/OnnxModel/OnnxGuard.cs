using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Reads an ONNX file before ONNX Runtime does, and refuses what no camera model needs and what would harm us: data in other files,
/// operators of unknown makers, control flow, recursion, and more parts or larger constants than any real model has. What a model
/// then takes to load and run is found out by a trial (<see cref="Trials.ModelTrials"/>).
/// </summary>
/// <remarks>Time is linear in the file; memory is proportional to the number of nodes in it, never to a size that it claims.</remarks>
public static class OnnxGuard
{
    /// <summary>Checks a model.</summary>
    /// <param name="model">The bytes that will be loaded.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="ModelRefusedException">It is refused; the message names the element.</exception>
    public static void Check(ReadOnlySpan<byte> model, OnnxLimits limits) => ModelReader.Read(model, limits);
}
