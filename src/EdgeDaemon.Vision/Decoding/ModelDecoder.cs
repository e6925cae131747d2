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
        DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var decoder = Decoders.Of(spec.Kind);
        if (spec.Output.Length == 0)
            return decoder.Create(spec, outputs, inputWidth, inputHeight, labelCount);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Name == spec.Output)
                return new OutputSelection(decoder.Create(spec, outputs.Slice(i, 1), inputWidth, inputHeight, labelCount), i);
        }

        throw new DecoderMismatchException($"There is no output '{spec.Output}'; there are {OutputRules.Describe(outputs)}.");
    }
}

/// <summary>A model's outputs do not fit its decoder. The message says what was expected and what was found.</summary>
public sealed class DecoderMismatchException(string message) : Exception(message);
