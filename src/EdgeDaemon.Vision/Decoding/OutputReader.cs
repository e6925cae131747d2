using System.Runtime.InteropServices;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Reads an output tensor as floats. float32 is read in place; other types are widened into scratch memory that is made
/// once. 8-bit outputs are taken for probabilities, as exporters quantise them: uint8 is q / 256, int8 (q + 128) / 256.
/// </summary>
internal sealed class OutputReader
{
    private readonly TensorSpec _spec;
    private readonly int _index;
    private readonly float[] _scratch;

    /// <param name="spec">What the model declares; its shape has been checked.</param>
    /// <param name="index">Position among the model's outputs.</param>
    /// <exception cref="DecoderMismatchException">The element type is none that scores come in.</exception>
    public OutputReader(TensorSpec spec, int index)
    {
        (_spec, _index) = (spec, index);
        _scratch = spec.ElementType switch
        {
            TensorElementType.Float32 => [],
            TensorElementType.Float16 or TensorElementType.UInt8 or TensorElementType.Int8 => new float[spec.ElementCount],
            _ => throw new DecoderMismatchException($"Output {spec}: expected float32, float16, uint8 or int8 elements."),
        };
    }

    /// <summary>The elements of this output.</summary>
    /// <exception cref="DecoderMismatchException">The run produced another number of elements than the model declares.</exception>
    public ReadOnlySpan<float> Read(ReadOnlySpan<Tensor> outputs)
    {
        var tensor = outputs[_index];
        if (tensor.ElementCount != _spec.ElementCount)
            throw new DecoderMismatchException($"Output {_spec}: expected {_spec.ElementCount} elements, got {tensor.ElementCount}.");
        switch (_spec.ElementType)
        {
            case TensorElementType.Float32:
                return tensor.As<float>();
            case TensorElementType.Float16:
                Widen(tensor.As<Half>());
                break;
            case TensorElementType.UInt8:
                Widen(tensor.Bytes);
                break;
            default:
                Widen(MemoryMarshal.Cast<byte, sbyte>(tensor.Bytes));
                break;
        }

        return _scratch;
    }

    private void Widen(ReadOnlySpan<Half> values)
    {
        for (var i = 0; i < values.Length; i++)
            _scratch[i] = (float)values[i];
    }

    private void Widen(ReadOnlySpan<byte> values)
    {
        for (var i = 0; i < values.Length; i++)
            _scratch[i] = values[i] / 256f;
    }

    private void Widen(ReadOnlySpan<sbyte> values)
    {
        for (var i = 0; i < values.Length; i++)
            _scratch[i] = (values[i] + 128) / 256f;
    }
}
