using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Capture.Interop;

/// <summary>Owns a <c>tjhandle</c>.</summary>
internal sealed class TurboJpegHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => TurboJpeg.tjDestroy(handle) == 0;
}
