using System.Collections.Immutable;
using System.Globalization;
using EdgeDaemon.Vision.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>The inputs, or the outputs, of a session: a tensor each, whose pinned memory ONNX Runtime reads or writes in place.</summary>
internal sealed class TensorBindings : IDisposable
{
    private readonly Tensor[] _tensors;
    private readonly OrtValue?[] _values;
    private readonly nint[] _addresses;

    /// <summary>Makes the tensors and wraps those of a known shape.</summary>
    public TensorBindings(ImmutableArray<TensorSpec> specs)
    {
        Specs = specs;
        _tensors = [.. specs.Select(spec => new Tensor(spec))];
        _addresses = [.. _tensors.Select(tensor => tensor.Address)];
        _values = new OrtValue?[specs.Length];
        try
        {
            for (var i = 0; i < specs.Length; i++)
                _values[i] = specs[i].IsStatic ? Wrap(_tensors[i]) : null;
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
    public bool AnyOpen => Array.IndexOf(_values, null) >= 0;

    /// <summary>One per spec.</summary>
    public ReadOnlySpan<Tensor> Tensors => _tensors;

    /// <summary>Gives them to a session as its inputs; all have a known shape.</summary>
    public void BindInputsTo(OrtIoBinding binding)
    {
        for (var i = 0; i < _values.Length; i++)
            binding.BindInput(Specs[i].Name, _values[i]);
    }

    /// <summary>Gives them to a session as its outputs; it makes those with an open dimension itself.</summary>
    public void BindOutputsTo(OrtIoBinding binding)
    {
        // In this order, in which the session hands them out.
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is { } value)
                binding.BindOutput(Specs[i].Name, value);
            else
                binding.BindOutputToDevice(Specs[i].Name, OrtMemoryInfo.DefaultInstance);
        }
    }

    /// <summary>Drops the open outputs of the last run, and lets the next one make them of whatever size it comes to.</summary>
    public void ReleaseOpenOutputs(OrtIoBinding binding)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is null)
                binding.BindOutputToDevice(Specs[i].Name, OrtMemoryInfo.DefaultInstance);
        }
    }

    /// <summary>Refuses to run when a tensor's memory was exchanged behind the value that wraps it.</summary>
    /// <exception cref="InvalidOperationException">Somebody reshaped a tensor of fixed shape.</exception>
    public void RequireInPlace()
    {
        for (var i = 0; i < _tensors.Length; i++)
        {
            if (_values[i] is not null && (_tensors[i].Address != _addresses[i] || _tensors[i].Shape != Specs[i].Shape))
                throw new InvalidOperationException($"Tensor {Specs[i]} was reshaped; its shape is fixed by the model.");
        }
    }

    /// <summary>Copies the open outputs that ONNX Runtime made into our tensors.</summary>
    public void CopyOpenOutputs(OrtIoBinding binding)
    {
        using var made = binding.GetOutputValues();
        for (var i = 0; i < _tensors.Length; i++)
        {
            if (_values[i] is null)
                Copy(made.ElementAt(i), _tensors[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in _values)
            value?.Dispose();
    }

    private static OrtValue Wrap(Tensor tensor) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorSpecs.TypeOf(tensor.Spec.ElementType), [.. tensor.Shape], tensor.Address, tensor.Bytes.Length);

    private static void Copy(OrtValue value, Tensor tensor)
    {
        var dimensions = value.GetTensorTypeAndShape().Shape;
        if (dimensions.Length > TensorSpecs.MaxRank)
            throw new TensorTooLargeException($"output {tensor.Spec} came out with {dimensions.Length} dimensions; at most {TensorSpecs.MaxRank} are supported.");
        if (!IsShape(tensor.Shape, dimensions))
            Reshape(tensor, dimensions);
        value.GetTensorMutableRawData()[..tensor.Bytes.Length].CopyTo(tensor.Bytes);
    }

    private static void Reshape(Tensor tensor, long[] dimensions)
    {
        var bytes = (double)TensorSpec.SizeOf(tensor.Spec.ElementType);
        foreach (var dimension in dimensions)
            bytes *= Math.Max(dimension, 1);
        if (bytes > TensorSpecs.MaxBytes)
        {
            var shape = string.Join(',', dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture)));
            throw new TensorTooLargeException($"output {tensor.Spec} came out as [{shape}], which is larger than {TensorSpecs.MaxBytes >> 20} MiB.");
        }

        tensor.Reshape([.. dimensions.Select(dimension => (int)dimension)]);
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
}

/// <summary>An output grew beyond what we hold; the session adds the model's name.</summary>
internal sealed class TensorTooLargeException(string message) : Exception(message);
