using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using EdgeDaemon.Inference.Interop;
using EdgeDaemon.Inference.OnnxRuntime.Interop;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// ONNX Runtime as this process uses it: one library, one environment, CPU memory. Typed calls; each checks its status and
/// throws <see cref="OrtException"/>. Thread-safe. Lives until the process ends.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "ONNX Runtime must not be torn down while any session may live; the process's end does it.")]
internal sealed unsafe class OrtRuntime
{
    private static readonly Lazy<OrtRuntime> SharedRuntime = new(() =>
    {
        ForbidTelemetry();
        return new OrtRuntime(
            OrtLibrary.Load(OrtLibrary.Candidates(Environment.GetEnvironmentVariable(OrtLibrary.OverrideVariable), AppContext.BaseDirectory)));
    });

    private readonly OrtEnvHandle _env;
    private readonly OrtMemoryInfoHandle _cpuMemory;
    private readonly nint _allocator;

    private OrtRuntime(OrtLibrary library)
    {
        Library = library;
        _env = library.Version.StartsWith("1.21.", StringComparison.Ordinal)
            ? StandardErrorFilter.Run(CreateEnv, StandardErrorFilter.IsSchemaChatter)
            : CreateEnv();
        nint memoryInfo, allocator;
        Check(Functions.CreateCpuMemoryInfo(OrtAllocatorType.ARENA, OrtMemType.DEFAULT, &memoryInfo), "CreateCpuMemoryInfo");
        _cpuMemory = new OrtMemoryInfoHandle(memoryInfo, Functions);
        Check(Functions.GetAllocatorWithDefaultOptions(&allocator), "GetAllocatorWithDefaultOptions");
        _allocator = allocator;
    }

    /// <summary>The one of this process, made at first use.</summary>
    /// <exception cref="InferenceException">The library is missing or too old.</exception>
    public static OrtRuntime Shared => SharedRuntime.Value;

    /// <summary>The library behind it.</summary>
    public OrtLibrary Library { get; }

    private OrtFunctions Functions => Library.Functions;

    /// <summary>
    /// Options for a small device: all graph optimisations (others cost 1.5 to 5 times the speed) unless the graph is to be run
    /// as it is written, arena on, operators in sequence, and no spinning, which burns ten times the CPU between camera frames
    /// for half a millisecond.
    /// </summary>
    /// <param name="intraOpThreads">Threads of an operator.</param>
    /// <param name="products">How products of 8-bit numbers are summed.</param>
    public OrtSessionOptionsHandle CreateSessionOptions(int intraOpThreads, QuantizedProducts products)
    {
        nint pointer;
        Check(Functions.CreateSessionOptions(&pointer), nameof(Functions.CreateSessionOptions));
        var handle = new OrtSessionOptionsHandle(pointer, Functions);
        using var options = new OrtLease(handle);
        var optimization = products == QuantizedProducts.AsWritten ? OrtGraphOptimization.DISABLE_ALL : OrtGraphOptimization.ENABLE_ALL;
        Check(Functions.SetSessionGraphOptimizationLevel(options.Value, optimization), "SetSessionGraphOptimizationLevel");
        Check(Functions.SetSessionExecutionMode(options.Value, OrtExecutionMode.SEQUENTIAL), "SetSessionExecutionMode");
        Check(Functions.SetIntraOpNumThreads(options.Value, intraOpThreads), "SetIntraOpNumThreads");
        Check(Functions.SetInterOpNumThreads(options.Value, 1), "SetInterOpNumThreads");
        Check(Functions.EnableCpuMemArena(options.Value), "EnableCpuMemArena");
        Configure(options.Value, "session.intra_op.allow_spinning\0"u8, "0\0"u8);
        if (products == QuantizedProducts.Exact)
            Configure(options.Value, "session.x64quantprecision\0"u8, "1\0"u8);
        else
            Configure(options.Value, "session.disable_quant_qdq\0"u8, "1\0"u8);
        return handle;
    }

    /// <summary>Sets an option that has no function of its own; both texts end with a zero byte.</summary>
    private void Configure(nint options, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyText = key, valueText = value)
            Check(Functions.AddSessionConfigEntry(options, keyText, valueText), "AddSessionConfigEntry");
    }

    /// <summary>Options of a run; they carry the wish to end it.</summary>
    public OrtRunOptionsHandle CreateRunOptions()
    {
        nint pointer;
        Check(Functions.CreateRunOptions(&pointer), nameof(Functions.CreateRunOptions));
        return new OrtRunOptionsHandle(pointer, Functions);
    }

    /// <summary>Asks runs with these options to end, or takes that back. From any thread.</summary>
    public void SetTerminate(OrtRunOptionsHandle options, bool terminate)
    {
        using var lease = new OrtLease(options);
        if (terminate)
            Check(Functions.RunOptionsSetTerminate(lease.Value), nameof(Functions.RunOptionsSetTerminate));
        else
            Check(Functions.RunOptionsUnsetTerminate(lease.Value), nameof(Functions.RunOptionsUnsetTerminate));
    }

    /// <summary>Loads a model from memory; the bytes are not kept.</summary>
    public OrtSession CreateSession(ReadOnlySpan<byte> model, OrtSessionOptionsHandle options)
    {
        using var env = new OrtLease(_env);
        using var settings = new OrtLease(options);
        nint session;
        fixed (byte* bytes = model)
            Check(Functions.CreateSessionFromArray(env.Value, bytes, (nuint)model.Length, settings.Value, &session), "CreateSessionFromArray");
        return new OrtSession(this, new OrtSessionHandle(session, Functions), Functions, _allocator);
    }

    /// <summary>Wraps memory as a tensor without copying it; the memory must outlive the value and stay in place.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="byteCount">Size of the memory.</param>
    /// <param name="shape">Dimensions; their product times the size of an element is <paramref name="byteCount"/>.</param>
    /// <param name="type">Type of an element.</param>
    public OrtValueHandle CreateTensor(nint address, int byteCount, ReadOnlySpan<long> shape, OnnxElementType type)
    {
        using var memory = new OrtLease(_cpuMemory);
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(
                Functions.CreateTensorWithDataAsOrtValue(
                    memory.Value, (void*)address, (nuint)byteCount, dimensions, (nuint)shape.Length, type, &value),
                "CreateTensorWithDataAsOrtValue");
        }

        return new OrtValueHandle(value, Functions);
    }

    /// <summary>Does nothing for success; else releases the status and throws what it said.</summary>
    /// <param name="status">What the call returned.</param>
    /// <param name="function">The C function, for the message.</param>
    public void Check(nint status, string function)
    {
        if (status != 0)
            Throw(status, function);
    }

    private void Throw(nint status, string function)
    {
        var code = Functions.GetErrorCode(status);
        var reason = Marshal.PtrToStringUTF8((nint)Functions.GetErrorMessage(status)) ?? "";
        Functions.ReleaseStatus(status);
        throw new OrtException(function, code, reason);
    }

    /// <summary>
    /// Since 1.29 the official builds report each process, session and model to their maker, unless this variable is set before the
    /// library starts. It asks the C library, which does not see what <see cref="Environment.SetEnvironmentVariable(string, string?)"/> sets.
    /// </summary>
    private static void ForbidTelemetry()
    {
        if (Libc.SetEnvironment("ORT_DISABLE_TELEMETRY", "1", overwrite: 1) != 0)
            throw new InferenceException($"ONNX Runtime's telemetry cannot be switched off (setenv: {Marshal.GetLastPInvokeErrorMessage()}); it is not started.");
    }

    private OrtEnvHandle CreateEnv()
    {
        // ONNX Runtime logs to standard error. Every failure also comes back as a status, so only what ends the process is let through.
        nint env;
        fixed (byte* logId = "edgedaemon\0"u8)
            Check(Functions.CreateEnv(OrtLoggingLevel.FATAL, logId, &env), "CreateEnv");
        return new OrtEnvHandle(env, Functions);
    }
}
