using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeDaemon.Inference.OnnxRuntime.Interop;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>What a model declares of an input or output, in ONNX Runtime's terms.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type; <see cref="OnnxElementType.UNDEFINED"/> for what is no tensor.</param>
/// <param name="Shape">Dimensions; -1 where open.</param>
/// <param name="Symbols">A name per dimension, empty where it has none; open dimensions of one name are equal.</param>
internal sealed record OrtValueInfo(string Name, OnnxElementType Type, ImmutableArray<long> Shape, ImmutableArray<string> Symbols);

/// <summary>A loaded model, as typed calls; each checks its status and throws <see cref="OrtException"/>.</summary>
internal sealed unsafe class OrtSession(OrtRuntime runtime, OrtSessionHandle session, OrtFunctions functions, nint allocator) : IDisposable
{
    /// <summary>All inputs in the model's order, without those that have a default.</summary>
    public ImmutableArray<OrtValueInfo> DescribeInputs()
    {
        using var lease = new OrtLease(session);
        return Describe(
            lease.Value, functions.SessionGetInputCount, functions.SessionGetInputName, functions.SessionGetInputTypeInfo, "SessionGetInput");
    }

    /// <summary>All outputs in the model's order.</summary>
    public ImmutableArray<OrtValueInfo> DescribeOutputs()
    {
        using var lease = new OrtLease(session);
        return Describe(
            lease.Value, functions.SessionGetOutputCount, functions.SessionGetOutputName, functions.SessionGetOutputTypeInfo, "SessionGetOutput");
    }

    /// <summary>Runs the model. Names are pointers to 0-ended UTF-8; all arrays are pinned. Allocates nothing.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="inputNames">One per input.</param>
    /// <param name="inputs">An <c>OrtValue*</c> per input.</param>
    /// <param name="outputNames">One per output.</param>
    /// <param name="outputs">An <c>OrtValue*</c> per output; 0 where ONNX Runtime shall make the value, which the caller then owns.</param>
    public void Run(OrtRunOptionsHandle options, ReadOnlySpan<nint> inputNames, ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputNames, Span<nint> outputs)
    {
        using var lease = new OrtLease(session);
        using var settings = new OrtLease(options);
        fixed (nint* inName = inputNames, input = inputs, outName = outputNames, output = outputs)
        {
            runtime.Check(
                functions.Run(
                    lease.Value, settings.Value, (byte**)inName, input, (nuint)inputs.Length, (byte**)outName, (nuint)outputs.Length, output),
                "Run");
        }
    }

    /// <summary>Shape and memory of a value that ONNX Runtime made. Allocates nothing managed.</summary>
    /// <param name="value">An <c>OrtValue*</c> that holds a tensor.</param>
    /// <param name="shape">Receives the dimensions.</param>
    /// <param name="data">First byte; valid until the value is released.</param>
    /// <returns>Number of dimensions; more than <paramref name="shape"/> holds means that none were written.</returns>
    public int Inspect(nint value, Span<long> shape, out nint data)
    {
        nint info;
        runtime.Check(functions.GetTensorTypeAndShape(value, &info), "GetTensorTypeAndShape");
        try
        {
            nuint rank;
            runtime.Check(functions.GetDimensionsCount(info, &rank), "GetDimensionsCount");
            if ((int)rank <= shape.Length)
            {
                fixed (long* dimensions = shape)
                    runtime.Check(functions.GetDimensions(info, dimensions, rank), "GetDimensions");
            }

            void* memory;
            runtime.Check(functions.GetTensorMutableData(value, &memory), "GetTensorMutableData");
            data = (nint)memory;
            return (int)rank;
        }
        finally
        {
            functions.ReleaseTensorTypeAndShapeInfo(info);
        }
    }

    /// <summary>Releases a value that <see cref="Run"/> made.</summary>
    public void Release(nint value) => functions.ReleaseValue(value);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private ImmutableArray<OrtValueInfo> Describe(
        nint model,
        delegate* unmanaged[Cdecl]<nint, nuint*, nint> getCount,
        delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> getName,
        delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> getTypeInfo,
        string function)
    {
        nuint count;
        runtime.Check(getCount(model, &count), function + "Count");
        var result = ImmutableArray.CreateBuilder<OrtValueInfo>((int)count);
        for (nuint i = 0; i < count; i++)
        {
            byte* name;
            runtime.Check(getName(model, i, allocator, &name), function + "Name");
            var text = Marshal.PtrToStringUTF8((nint)name) ?? "";
            runtime.Check(functions.AllocatorFree(allocator, name), "AllocatorFree");
            nint typeInfo;
            runtime.Check(getTypeInfo(model, i, &typeInfo), function + "TypeInfo");
            using var handle = new OrtTypeInfoHandle(typeInfo, functions);
            result.Add(Describe(text, typeInfo));
        }

        return result.MoveToImmutable();
    }

    private OrtValueInfo Describe(string name, nint typeInfo)
    {
        nint tensorInfo;
        runtime.Check(functions.CastTypeInfoToTensorInfo(typeInfo, &tensorInfo), "CastTypeInfoToTensorInfo");
        if (tensorInfo == 0)
            return new OrtValueInfo(name, OnnxElementType.UNDEFINED, [], []);
        OnnxElementType type;
        runtime.Check(functions.GetTensorElementType(tensorInfo, &type), "GetTensorElementType");
        nuint rank;
        runtime.Check(functions.GetDimensionsCount(tensorInfo, &rank), "GetDimensionsCount");
        var shape = new long[rank];
        fixed (long* dimensions = shape)
            runtime.Check(functions.GetDimensions(tensorInfo, dimensions, rank), "GetDimensions");
        return new OrtValueInfo(name, type, [.. shape], ReadSymbols(tensorInfo, shape.Length));
    }

    private ImmutableArray<string> ReadSymbols(nint tensorInfo, int rank)
    {
        var pointers = new nint[rank];
        fixed (nint* names = pointers)
            runtime.Check(functions.GetSymbolicDimensions(tensorInfo, (byte**)names, (nuint)rank), "GetSymbolicDimensions");
        return [.. pointers.Select(p => Marshal.PtrToStringUTF8(p) ?? "")];
    }
}
