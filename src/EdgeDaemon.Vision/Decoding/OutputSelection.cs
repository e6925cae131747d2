using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>Shows a decoder one of a model's outputs, as if it were the only one.</summary>
internal sealed class OutputSelection(IModelDecoder decoder, int index) : IModelDecoder
{
    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result) =>
        decoder.Decode(outputs.Slice(index, 1), transform, result);
}
