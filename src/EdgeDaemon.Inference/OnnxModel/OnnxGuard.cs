using EdgeDaemon.Inference.OnnxModel.Growth;
using EdgeDaemon.Inference.OnnxModel.Reading;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Reads an ONNX file before ONNX Runtime does, and refuses what no camera model needs and what would harm us: data in
/// other files, operators of unknown makers, control flow, recursion, and whatever would take more memory or time than the
/// limits allow. A model is untrusted input, and ONNX Runtime computes constants and opens files while it loads one.
/// </summary>
/// <remarks>
/// Two passes: the structure, in time linear in the file (<see cref="Reading"/>), then the growth of shapes, node by node,
/// without computing a tensor (<see cref="Growth"/>). Memory is proportional to the number of nodes in the file, never to a
/// size that it claims.
/// </remarks>
public static class OnnxGuard
{
    /// <summary>Checks a model.</summary>
    /// <param name="model">The bytes that will be loaded.</param>
    /// <param name="limits">How much it may ask for.</param>
    /// <param name="image">
    /// What the image input will be, where the model leaves its dimensions open; null: <see cref="OnnxLimits.OpenDimension"/>.
    /// </param>
    /// <param name="imageInputName">Name of the image input; null for the first one.</param>
    /// <exception cref="ModelRefusedException">It is refused; the message names the element.</exception>
    public static void Check(ReadOnlySpan<byte> model, OnnxLimits limits, InputSpec? image = null, string? imageInputName = null) =>
        Analyse(model, limits, image, imageInputName);

    /// <summary>Checks a model, and says what was found.</summary>
    internal static (ModelInfo Model, GrowthReport Report) Analyse(
        ReadOnlySpan<byte> bytes, OnnxLimits limits, InputSpec? image, string? imageInputName)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var model = ModelReader.Read(bytes, limits);
        var shapes = new InputShapes(model.Graph, limits.OpenDimension, image, imageInputName);
        return (model, GrowthAnalysis.Run(model, shapes.Of, limits));
    }
}
