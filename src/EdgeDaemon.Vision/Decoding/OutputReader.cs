using System.Runtime.InteropServices;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Reads an output tensor as floats. float32 is read in place; other types are widened into scratch memory that is made
/// once (again only when an output with an open shape grows). 8-bit scores are taken for probabilities, as exporters
/// quantise them: uint8 is q / 256, int8 (q + 128) / 256.
/// </summary>
internal sealed class OutputReader
{
    private readonly TensorSpec _spec;
    private readonly int _index;
    private readonly long _expected;
    private float[] _scratch = [];

    /// <summary>Scores: float32, float16, uint8 or int8.</summary>
    /// <param name="spec">What the model declares; its shape has been checked.</param>
    /// <param name="index">Position among the model's outputs.</param>
    /// <exception cref="DecoderMismatchException">The element type is none that scores come in.</exception>
    public OutputReader(TensorSpec spec, int index)
        : this(
            spec, index, "float32, float16, uint8 or int8",
            TensorElementType.Float32, TensorElementType.Float16, TensorElementType.UInt8, TensorElementType.Int8)
    {
    }

    private OutputReader(TensorSpec spec, int index, string expected, params ReadOnlySpan<TensorElementType> allowed)
    {
        if (!allowed.Contains(spec.ElementType))
            throw new DecoderMismatchException($"Output {spec}: expected {expected} elements.");
        (_spec, _index) = (spec, index);
        _expected = spec.IsStatic ? spec.ElementCount : -1;
    }

    /// <summary>Coordinates, which 8 bits cannot hold without a scale that the output does not carry: float32 or float16.</summary>
    public static OutputReader OfCoordinates(TensorSpec spec, int index) =>
        new(spec, index, "float32 or float16", TensorElementType.Float32, TensorElementType.Float16);

    /// <summary>Class numbers and counts: float32, float16, int32 or int64.</summary>
    public static OutputReader OfNumbers(TensorSpec spec, int index) =>
        new(
            spec, index, "float32, float16, int32 or int64",
            TensorElementType.Float32, TensorElementType.Float16, TensorElementType.Int32, TensorElementType.Int64);

    /// <summary>The elements of this output.</summary>
    /// <exception cref="DecoderMismatchException">The run produced another number of elements than the model declares.</exception>
    public ReadOnlySpan<float> Read(ReadOnlySpan<Tensor> outputs)
    {
        var tensor = outputs[_index];
        if (_expected >= 0 && tensor.ElementCount != _expected)
            throw new DecoderMismatchException($"Output {_spec}: expected {_expected} elements, got {tensor.ElementCount}.");
        if (_spec.ElementType == TensorElementType.Float32)
            return tensor.As<float>();
        if (_scratch.Length < tensor.ElementCount)
            _scratch = new float[tensor.ElementCount];
        var values = _scratch.AsSpan(0, tensor.ElementCount);
        switch (_spec.ElementType)
        {
            case TensorElementType.Float16:
                Widen(tensor.As<Half>(), values);
                break;
            case TensorElementType.UInt8:
                Widen(tensor.Bytes, values);
                break;
            case TensorElementType.Int8:
                Widen(MemoryMarshal.Cast<byte, sbyte>(tensor.Bytes), values);
                break;
            case TensorElementType.Int32:
                Widen(tensor.As<int>(), values);
                break;
            default:
                Widen(tensor.As<long>(), values);
                break;
        }

        return values;
    }

    private static void Widen(ReadOnlySpan<Half> values, Span<float> floats)
    {
        for (var i = 0; i < values.Length; i++)
            floats[i] = (float)values[i];
    }

    private static void Widen(ReadOnlySpan<byte> values, Span<float> floats)
    {
        for (var i = 0; i < values.Length; i++)
            floats[i] = values[i] / 256f;
    }

    private static void Widen(ReadOnlySpan<sbyte> values, Span<float> floats)
    {
        for (var i = 0; i < values.Length; i++)
            floats[i] = (values[i] + 128) / 256f;
    }

    private static void Widen(ReadOnlySpan<int> values, Span<float> floats)
    {
        for (var i = 0; i < values.Length; i++)
            floats[i] = values[i];
    }

    private static void Widen(ReadOnlySpan<long> values, Span<float> floats)
    {
        for (var i = 0; i < values.Length; i++)
            floats[i] = values[i];
    }
}
