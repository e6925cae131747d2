using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>Owns the descriptor of an open device.</summary>
internal sealed class VideoHandle : SafeHandleMinusOneIsInvalid
{
    private readonly IVideoKernel _kernel;

    internal VideoHandle(IVideoKernel kernel, int descriptor)
        : base(ownsHandle: true)
    {
        _kernel = kernel;
        SetHandle(descriptor);
    }

    /// <summary>For calls while the owner keeps this alive.</summary>
    internal int Descriptor => (int)handle;

    protected override bool ReleaseHandle() => _kernel.Close((int)handle) >= 0;
}
