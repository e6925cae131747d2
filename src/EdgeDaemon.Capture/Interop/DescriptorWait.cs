using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Interop;

/// <summary>How a wait for a descriptor ended.</summary>
internal enum WaitEnd
{
    /// <summary>The time is over.</summary>
    TimedOut,

    /// <summary>Somebody signalled the wake-up.</summary>
    Woken,

    /// <summary>The descriptor has something to tell: data, or its end.</summary>
    Ready,

    /// <summary>The descriptor has nothing to give and says that it is broken or at its end.</summary>
    Broken,
}

/// <summary>Waits for a descriptor or a wake-up.</summary>
internal static unsafe class DescriptorWait
{
    /// <summary>Waits. A wake-up wins over data, so that a stop is never behind a flood of it.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events"><see cref="LibC.POLLIN"/> or <see cref="LibC.POLLOUT"/>.</param>
    /// <param name="wake">Ends the wait.</param>
    /// <param name="timeout">Longest wait; rounded up to whole milliseconds.</param>
    internal static WaitEnd For(int descriptor, short events, int wake, TimeSpan timeout)
    {
        var waited = stackalloc LibC.PollDescriptor[2];
        waited[0] = new LibC.PollDescriptor { fd = wake, events = LibC.POLLIN };
        waited[1] = new LibC.PollDescriptor { fd = descriptor, events = events };
        var milliseconds = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        while (true)
        {
            var count = LibC.poll(waited, 2, milliseconds);
            if (count > 0)
                return waited[0].revents != 0 ? WaitEnd.Woken : (waited[1].revents & events) != 0 ? WaitEnd.Ready : WaitEnd.Broken;
            if (count == 0)
                return WaitEnd.TimedOut;
            var error = Marshal.GetLastPInvokeError();
            if (error != LibC.EINTR)
                throw new FrameSourceException($"Waiting for a descriptor failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }
}
