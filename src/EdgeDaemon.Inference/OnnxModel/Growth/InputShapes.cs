using EdgeDaemon.Inference.OnnxModel.Reading;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>What the dimensions of a model's inputs will be, those that it leaves open included.</summary>
internal sealed class InputShapes(GraphInfo graph, int openDimension, InputSpec? image, string? imageInputName)
{
    private readonly DeclaredValue? _image = image is null
        ? null
        : graph.Inputs.Find(i => !graph.Constants.ContainsKey(i.Name) && (imageInputName is null || i.Name == imageInputName));

    /// <summary>Dimensions of an input: as declared; an image's from what it will be; else 1 for the first and the stand-in for the others.</summary>
    public long[] Of(DeclaredValue input)
    {
        var picture = ReferenceEquals(input, _image) && input.Dims.Length == 4 ? Picture() : null;
        return [.. input.Dims.Select((d, i) => d >= 0 ? d : picture?[i] ?? (i == 0 ? 1 : openDimension))];
    }

    private long[] Picture() => image!.Layout == TensorLayout.Nchw
        ? [1, image.Channels, image.Height, image.Width]
        : [1, image.Height, image.Width, image.Channels];
}
