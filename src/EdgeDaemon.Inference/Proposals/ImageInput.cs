using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>The image input of a model, as its shape tells: four dimensions, one of them 1 or 3 channels.</summary>
/// <param name="Layout">Order of its dimensions.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Width">Pixels; -1 where the model leaves it open.</param>
/// <param name="Height">Pixels; -1 where the model leaves it open.</param>
/// <param name="ElementType">Such as <c>float32</c>.</param>
internal sealed record ImageInput(TensorLayout Layout, int Channels, int Width, int Height, string ElementType)
{
    /// <summary>Recognises the input; null when it is not a picture.</summary>
    public static ImageInput? Of(OnnxSummary summary) =>
        summary.Inputs is [{ Shape: [_, var a, var b, var c] } input]
            ? (a, c) switch
            {
                (1 or 3, _) => new ImageInput(TensorLayout.Nchw, (int)a, (int)c, (int)b, input.ElementType),
                (_, 1 or 3) => new ImageInput(TensorLayout.Nhwc, (int)c, (int)b, (int)a, input.ElementType),
                _ => null,
            }
            : null;

    /// <summary>Cells of the grids of these strides, all together, sides rounded up.</summary>
    public long Cells(params ReadOnlySpan<int> strides)
    {
        var cells = 0L;
        foreach (var stride in strides)
            cells += (long)((Width + stride - 1) / stride) * ((Height + stride - 1) / stride);
        return cells;
    }
}
