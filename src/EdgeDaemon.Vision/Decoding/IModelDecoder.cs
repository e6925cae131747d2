using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Turns the output tensors of one model family into results. Made once per model by <see cref="ModelDecoder.Create"/>, which checks
/// names, types and shapes; <see cref="Decode"/> then allocates nothing. Not thread-safe (it owns scratch memory).
/// </summary>
public interface IModelDecoder
{
    /// <summary>Decodes one frame.</summary>
    /// <param name="outputs">All outputs of the model, in the model's order; shapes as checked at creation.</param>
    /// <param name="transform">How the frame was brought to the input.</param>
    /// <param name="result">Overwritten.</param>
    void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result);
}
