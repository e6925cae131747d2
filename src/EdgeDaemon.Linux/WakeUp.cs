using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Linux;

/// <summary>
/// Ends a wait for a descriptor from another thread: an eventfd that is polled beside it. Signalling allocates nothing.
/// </summary>
public sealed unsafe class WakeUp : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Makes one that is not signalled.</summary>
    /// <exception cref="IOException">No descriptor is to be had.</exception>
    public WakeUp()
    {
        var descriptor = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (descriptor < 0)
            throw new IOException($"No descriptor for a wake-up: {Marshal.GetLastPInvokeErrorMessage()}.");
        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>What to poll for reading.</summary>
    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Signals it; stays signalled until <see cref="Clear"/>.</summary>
    public void Signal()
    {
        ulong one = 1;
        // It fails only when the counter is full: then it is signalled already.
        _ = Libc.write(Descriptor, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Takes the signal back.</summary>
    public void Clear()
    {
        ulong count;
        // It fails when there was no signal.
        _ = Libc.read(Descriptor, (byte*)&count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
