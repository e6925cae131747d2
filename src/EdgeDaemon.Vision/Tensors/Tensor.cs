using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeDaemon.Vision.Tensors;

/// <summary>
/// A dense, row-major buffer that a model reads or writes. The memory is pinned for its lifetime, so a runtime may hold its
/// address. It is allocated once and used for every frame.
/// </summary>
public sealed class Tensor
{
    private byte[] _bytes;
    private int _elementCount;

    /// <summary>Allocates the buffer of a static shape, zeroed; for an open shape it starts empty.</summary>
    public Tensor(TensorSpec spec)
    {
        Spec = spec;
        Shape = spec.Shape;
        _elementCount = spec.IsStatic ? checked((int)spec.ElementCount) : 0;
        _bytes = GC.AllocateArray<byte>(checked(_elementCount * TensorSpec.SizeOf(spec.ElementType)), pinned: true);
    }

    /// <summary>What the model declares.</summary>
    public TensorSpec Spec { get; }

    /// <summary>Shape of the content; equal to the declared one unless that is open.</summary>
    public ImmutableArray<int> Shape { get; private set; }

    /// <summary>Number of elements now.</summary>
    public int ElementCount => _elementCount;

    /// <summary>The content as bytes.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, _elementCount * TensorSpec.SizeOf(Spec.ElementType));

    /// <summary>Address of the first byte; stays the same while the shape does.</summary>
    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    /// <summary>The content as elements.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the size of the element type.</exception>
    public Span<T> As<T>()
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != TensorSpec.SizeOf(Spec.ElementType))
            throw new InvalidOperationException($"Tensor {Spec} is not made of {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Bytes);
    }

    /// <summary>Gives an output with an open shape the shape that the model produced; grows the memory when needed.</summary>
    public void Reshape(ImmutableArray<int> shape)
    {
        var count = 1;
        foreach (var dimension in shape)
            count = checked(count * dimension);
        var size = checked(count * TensorSpec.SizeOf(Spec.ElementType));
        if (size > _bytes.Length)
            _bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        Shape = shape;
        _elementCount = count;
    }
}
