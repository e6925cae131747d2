using System.Runtime.InteropServices;

namespace EdgeDaemon.Inference.OnnxRuntime.Interop;

/// <summary>Owner of one native object; 0 is none. Each native type has its own class, so that they cannot be mixed up.</summary>
internal abstract unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> _release;

    private protected OrtHandle(nint value, delegate* unmanaged[Cdecl]<nint, void> release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(value);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }
}

/// <summary><c>OrtEnv</c></summary>
internal sealed unsafe class OrtEnvHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseEnv);

/// <summary><c>OrtMemoryInfo</c></summary>
internal sealed unsafe class OrtMemoryInfoHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseMemoryInfo);

/// <summary><c>OrtSessionOptions</c></summary>
internal sealed unsafe class OrtSessionOptionsHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseSessionOptions);

/// <summary><c>OrtSession</c></summary>
internal sealed unsafe class OrtSessionHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseSession);

/// <summary><c>OrtRunOptions</c></summary>
internal sealed unsafe class OrtRunOptionsHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseRunOptions);

/// <summary><c>OrtTypeInfo</c></summary>
internal sealed unsafe class OrtTypeInfoHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseTypeInfo);

/// <summary><c>OrtValue</c></summary>
internal sealed unsafe class OrtValueHandle(nint value, OrtFunctions functions) : OrtHandle(value, functions.ReleaseValue);

/// <summary>Keeps a handle open while its raw value is passed to a function pointer, as the marshaller does for SafeHandles.</summary>
internal readonly ref struct OrtLease
{
    private readonly OrtHandle _handle;

    /// <summary>Borrows.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public OrtLease(OrtHandle handle)
    {
        var taken = false;
        handle.DangerousAddRef(ref taken);
        _handle = handle;
    }

    /// <summary>The raw pointer.</summary>
    public nint Value => _handle.DangerousGetHandle();

    /// <summary>Gives it back.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
