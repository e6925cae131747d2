using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>Makes the decoder that a <see cref="DecoderSpec"/> asks for.</summary>
public static class ModelDecoder
{
    /// <summary>Checks the outputs against the family and makes the decoder.</summary>
    /// <param name="spec">Family and parameters.</param>
    /// <param name="outputs">Declared outputs of the model.</param>
    /// <param name="inputWidth">Width of the model input in pixels.</param>
    /// <param name="inputHeight">Height of the model input in pixels.</param>
    /// <param name="labelCount">Lines of the label file.</param>
    /// <exception cref="DecoderMismatchException">Outputs do not fit the family, or the number of labels does not fit the outputs.</exception>
    public static IModelDecoder Create(
        DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount) =>
        Decoders.Of(spec.Kind).Create(spec, outputs, inputWidth, inputHeight, labelCount);
}

/// <summary>A model's outputs do not fit its decoder. The message says what was expected and what was found.</summary>
public sealed class DecoderMismatchException(string message) : Exception(message);
