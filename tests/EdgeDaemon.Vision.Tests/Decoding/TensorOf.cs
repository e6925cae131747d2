using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

/// <summary>Output tensors made by hand.</summary>
internal static class TensorOf
{
    /// <summary>A frame as large as the input.</summary>
    public static ResizeTransform Identity(int width, int height) => new(1, 1, 0, 0, width, height);

    public static Tensor Floats(string name, ImmutableArray<int> shape, params ReadOnlySpan<float> values)
    {
        var tensor = new Tensor(new TensorSpec(name, TensorElementType.Float32, shape));
        values.CopyTo(tensor.As<float>());
        return tensor;
    }

    /// <summary>Makes the decoder for these outputs and runs it on them.</summary>
    public static ModelResult Decode(DecoderSpec spec, int inputWidth, int inputHeight, int labelCount, params Tensor[] outputs)
    {
        var decoder = ModelDecoder.Create(spec, outputs.Select(o => o.Spec).ToArray(), inputWidth, inputHeight, labelCount);
        var result = new ModelResult();
        decoder.Decode(outputs, Identity(inputWidth, inputHeight), result);
        return result;
    }
}
