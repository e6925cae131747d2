namespace EdgeDaemon.Inference.OnnxRuntime.Interop;

/// <summary>
/// The functions of <c>OrtApi</c> (API version 21) that we call, by their place in its table. The table is append-only, so a
/// place never changes; places as in onnxruntime_c_api.h of 1.21. Functions with a result return an <c>OrtStatus*</c>, 0 for
/// success, which the caller releases. Texts are UTF-8 and end with 0; <c>ORTCHAR_T</c> is <c>char</c> on Linux.
/// </summary>
/// <param name="table">What <c>GetApi(21)</c> returned; lives as long as the library.</param>
internal sealed unsafe class OrtFunctions(nint* table)
{
    public readonly delegate* unmanaged[Cdecl]<nint, OrtErrorCode> GetErrorCode =
        (delegate* unmanaged[Cdecl]<nint, OrtErrorCode>)table[1];

    public readonly delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage =
        (delegate* unmanaged[Cdecl]<nint, byte*>)table[2];

    /// <summary>(level, log id, out env)</summary>
    public readonly delegate* unmanaged[Cdecl]<OrtLoggingLevel, byte*, nint*, nint> CreateEnv =
        (delegate* unmanaged[Cdecl]<OrtLoggingLevel, byte*, nint*, nint>)table[3];

    /// <summary>(env, model, byte count, options, out session); the bytes are not kept.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint> CreateSessionFromArray =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)table[8];

    /// <summary>(session, run options or 0, input names, inputs, count, output names, count, in/out outputs)</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run =
        (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)table[9];

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions =
        (delegate* unmanaged[Cdecl]<nint*, nint>)table[10];

    public readonly delegate* unmanaged[Cdecl]<nint, OrtExecutionMode, nint> SetSessionExecutionMode =
        (delegate* unmanaged[Cdecl]<nint, OrtExecutionMode, nint>)table[13];

    public readonly delegate* unmanaged[Cdecl]<nint, nint> EnableCpuMemArena =
        (delegate* unmanaged[Cdecl]<nint, nint>)table[18];

    public readonly delegate* unmanaged[Cdecl]<nint, OrtGraphOptimization, nint> SetSessionGraphOptimizationLevel =
        (delegate* unmanaged[Cdecl]<nint, OrtGraphOptimization, nint>)table[23];

    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads =
        (delegate* unmanaged[Cdecl]<nint, int, nint>)table[24];

    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads =
        (delegate* unmanaged[Cdecl]<nint, int, nint>)table[25];

    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount =
        (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[30];

    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount =
        (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[31];

    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo =
        (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)table[33];

    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo =
        (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)table[34];

    /// <summary>(session, index, allocator, out name); the caller frees the name with the allocator.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName =
        (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)table[36];

    /// <summary>As <see cref="SessionGetInputName"/>.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName =
        (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)table[37];

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions =
        (delegate* unmanaged[Cdecl]<nint*, nint>)table[39];

    /// <summary>(run options): a run that uses them ends before its next operator, from any thread.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate =
        (delegate* unmanaged[Cdecl]<nint, nint>)table[46];

    public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate =
        (delegate* unmanaged[Cdecl]<nint, nint>)table[47];

    /// <summary>(memory info, data, byte count, shape, rank, type, out value); the value borrows the data.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, OnnxElementType, nint*, nint> CreateTensorWithDataAsOrtValue =
        (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, OnnxElementType, nint*, nint>)table[49];

    public readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData =
        (delegate* unmanaged[Cdecl]<nint, void**, nint>)table[51];

    /// <summary>(type info, out tensor info); the tensor info belongs to the type info, and is 0 for what is no tensor.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo =
        (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[55];

    public readonly delegate* unmanaged[Cdecl]<nint, OnnxElementType*, nint> GetTensorElementType =
        (delegate* unmanaged[Cdecl]<nint, OnnxElementType*, nint>)table[60];

    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount =
        (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[61];

    /// <summary>(tensor info, out dimensions, rank); an open dimension is -1.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions =
        (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)table[62];

    /// <summary>(tensor info, out names, rank); empty where a dimension has none. The texts belong to the tensor info.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> GetSymbolicDimensions =
        (delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint>)table[63];

    /// <summary>(value, out tensor info); the caller releases it.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape =
        (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[65];

    public readonly delegate* unmanaged[Cdecl]<OrtAllocatorType, OrtMemType, nint*, nint> CreateCpuMemoryInfo =
        (delegate* unmanaged[Cdecl]<OrtAllocatorType, OrtMemType, nint*, nint>)table[69];

    public readonly delegate* unmanaged[Cdecl]<nint, void*, nint> AllocatorFree =
        (delegate* unmanaged[Cdecl]<nint, void*, nint>)table[76];

    /// <summary>(out allocator); it belongs to the library and is never released.</summary>
    public readonly delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions =
        (delegate* unmanaged[Cdecl]<nint*, nint>)table[78];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseEnv =
        (delegate* unmanaged[Cdecl]<nint, void>)table[92];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus =
        (delegate* unmanaged[Cdecl]<nint, void>)table[93];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo =
        (delegate* unmanaged[Cdecl]<nint, void>)table[94];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession =
        (delegate* unmanaged[Cdecl]<nint, void>)table[95];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue =
        (delegate* unmanaged[Cdecl]<nint, void>)table[96];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)table[97];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo =
        (delegate* unmanaged[Cdecl]<nint, void>)table[98];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo =
        (delegate* unmanaged[Cdecl]<nint, void>)table[99];

    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)table[100];

    /// <summary>(options, key, value)</summary>
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry =
        (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)table[130];
}
