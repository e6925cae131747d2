using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Capture.Interop;

/// <summary>
/// Ends a wait for a descriptor from another thread: an eventfd that is polled beside it. Signalling allocates nothing.
/// </summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Makes one that is not signalled.</summary>
    /// <exception cref="FrameSourceException">No descriptor is to be had.</exception>
    internal WakeUp()
    {
        var descriptor = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (descriptor < 0)
            throw new FrameSourceException($"No descriptor for a wake-up: {Marshal.GetLastPInvokeErrorMessage()}.");
        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>What to poll for reading.</summary>
    internal int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Signals it; stays signalled until <see cref="Clear"/>.</summary>
    internal void Signal()
    {
        ulong one = 1;
        // It fails only when the counter is full: then it is signalled already.
        _ = LibC.write(Descriptor, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Takes the signal back.</summary>
    internal void Clear()
    {
        ulong count;
        // It fails when there was no signal.
        _ = LibC.read(Descriptor, (byte*)&count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
