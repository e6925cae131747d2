using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>Writes scaled rows of R, G, B, x into a tensor of one element type, layout and colour order.</summary>
internal abstract class TensorRowWriter
{
    /// <summary>The writer for a model input.</summary>
    public static TensorRowWriter For(InputSpec spec) => spec.ElementType switch
    {
        TensorElementType.Float32 => new TensorRowWriter<float>(spec, value => (float)value),
        TensorElementType.Float16 => new TensorRowWriter<Half>(spec, value => (Half)(float)value),
        TensorElementType.UInt8 => new TensorRowWriter<byte>(spec, value => (byte)(float)value),
        TensorElementType.Int8 => new TensorRowWriter<sbyte>(spec, value => (sbyte)(float)value),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.ElementType, "Not an input type."),
    };

    /// <summary>Writes one row of pixels from column <paramref name="left"/> of row <paramref name="y"/> on.</summary>
    public abstract void Write(ReadOnlySpan<byte> rgbx, Tensor destination, int y, int left);

    /// <summary>Writes the padding around the picture; nothing else.</summary>
    public abstract void Pad(Tensor destination, in ResizeGeometry geometry);
}
