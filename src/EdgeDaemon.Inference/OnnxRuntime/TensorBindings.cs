using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Inference.OnnxRuntime.Interop;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// The inputs, or the outputs, of a session: a tensor each, and the pinned arrays of names and values that every run passes
/// on unchanged.
/// </summary>
internal sealed class TensorBindings : IDisposable
{
    private readonly Tensor[] _tensors;
    private readonly OrtValueHandle?[] _handles;
    private readonly nint[] _addresses;
    private readonly byte[][] _nameBytes;
    private readonly nint[] _names;
    private readonly nint[] _values;

    /// <summary>Makes the tensors and wraps those of a known shape.</summary>
    public TensorBindings(OrtRuntime runtime, ImmutableArray<TensorSpec> specs)
    {
        Specs = specs;
        AnyOpen = specs.Any(s => !s.IsStatic);
        _tensors = [.. specs.Select(s => new Tensor(s))];
        _nameBytes = [.. specs.Select(s => PinnedText(s.Name))];
        _names = GC.AllocateArray<nint>(specs.Length, pinned: true);
        _values = GC.AllocateArray<nint>(specs.Length, pinned: true);
        _addresses = new nint[specs.Length];
        _handles = new OrtValueHandle?[specs.Length];
        try
        {
            for (var i = 0; i < specs.Length; i++)
                Bind(runtime, i);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>As declared, dimensions filled in where they are fixed by us.</summary>
    public ImmutableArray<TensorSpec> Specs { get; }

    /// <summary>Does ONNX Runtime make any of the values?</summary>
    public bool AnyOpen { get; }

    /// <summary>One per spec.</summary>
    public ReadOnlySpan<Tensor> Tensors => _tensors;

    /// <summary>A pointer to 0-ended UTF-8 per spec.</summary>
    public ReadOnlySpan<nint> Names => _names;

    /// <summary>An <c>OrtValue*</c> per spec; 0 for open ones.</summary>
    public Span<nint> Values => _values;

    /// <summary>Refuses to run when a tensor's memory was exchanged behind the value that wraps it.</summary>
    /// <exception cref="InvalidOperationException">Somebody reshaped a tensor of fixed shape.</exception>
    public void RequireInPlace()
    {
        for (var i = 0; i < _tensors.Length; i++)
        {
            if (_handles[i] is not null && (_tensors[i].Address != _addresses[i] || _tensors[i].Shape != Specs[i].Shape))
                throw new InvalidOperationException($"Tensor {Specs[i]} was reshaped; its shape is fixed by the model.");
        }
    }

    /// <summary>Copies what ONNX Runtime made into our tensors. Allocates only when a shape has changed.</summary>
    public void CopyOpenValues(OrtSession session)
    {
        for (var i = 0; i < _tensors.Length; i++)
        {
            if (_handles[i] is null)
                Copy(session, _values[i], _tensors[i]);
        }
    }

    /// <summary>Gives back the values that ONNX Runtime made.</summary>
    public void ReleaseOpenValues(OrtSession session)
    {
        if (!AnyOpen)
            return;
        for (var i = 0; i < _values.Length; i++)
        {
            if (_handles[i] is null && _values[i] != 0)
            {
                session.Release(_values[i]);
                _values[i] = 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var handle in _handles)
            handle?.Dispose();
    }

    private static unsafe void Copy(OrtSession session, nint value, Tensor tensor)
    {
        Span<long> dimensions = stackalloc long[TensorSpecs.MaxRank];
        var rank = session.Inspect(value, dimensions, out var data);
        if (rank > dimensions.Length)
            throw new TensorTooLargeException($"output {tensor.Spec} came out with {rank} dimensions; at most {TensorSpecs.MaxRank} are supported.");
        dimensions = dimensions[..rank];
        if (!IsShape(tensor.Shape, dimensions))
            Reshape(tensor, dimensions);
        new ReadOnlySpan<byte>((void*)data, tensor.Bytes.Length).CopyTo(tensor.Bytes);
    }

    private static void Reshape(Tensor tensor, ReadOnlySpan<long> dimensions)
    {
        var bytes = (double)TensorSpec.SizeOf(tensor.Spec.ElementType);
        foreach (var dimension in dimensions)
            bytes *= Math.Max(dimension, 1);
        if (bytes > TensorSpecs.MaxBytes)
        {
            var shape = string.Join(',', dimensions.ToArray().Select(d => d.ToString(CultureInfo.InvariantCulture)));
            throw new TensorTooLargeException($"output {tensor.Spec} came out as [{shape}], which is larger than {TensorSpecs.MaxBytes >> 20} MiB.");
        }

        var next = ImmutableArray.CreateBuilder<int>(dimensions.Length);
        foreach (var dimension in dimensions)
            next.Add((int)dimension);
        tensor.Reshape(next.MoveToImmutable());
    }

    private static bool IsShape(ImmutableArray<int> shape, ReadOnlySpan<long> dimensions)
    {
        if (shape.Length != dimensions.Length)
            return false;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (shape[i] != dimensions[i])
                return false;
        }

        return true;
    }

    private static byte[] PinnedText(string text)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private void Bind(OrtRuntime runtime, int index)
    {
        _names[index] = Marshal.UnsafeAddrOfPinnedArrayElement(_nameBytes[index], 0);
        var (spec, tensor) = (Specs[index], _tensors[index]);
        if (!spec.IsStatic)
            return;
        long[] shape = [.. spec.Shape];
        _addresses[index] = tensor.Address;
        _handles[index] = runtime.CreateTensor(tensor.Address, tensor.Bytes.Length, shape, TensorSpecs.TypeOf(spec.ElementType));
        _values[index] = _handles[index]!.DangerousGetHandle();
    }
}

/// <summary>An output grew beyond what we hold; the session adds the model's name.</summary>
internal sealed class TensorTooLargeException(string message) : Exception(message);
