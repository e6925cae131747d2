using System.Runtime.InteropServices;

namespace EdgeDaemon.Linux;

/// <summary>How a wait for a descriptor ended.</summary>
public enum WaitEnd
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
public static unsafe class DescriptorWait
{
    private const int Nothing = -1; // poll(2) passes over descriptors below 0

    /// <summary>Waits for one descriptor.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events">POLLIN or POLLOUT; 0: only for its end.</param>
    /// <param name="timeout">Longest wait; rounded up to whole milliseconds.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static WaitEnd For(int descriptor, short events, TimeSpan timeout) => For(descriptor, events, Nothing, timeout);

    /// <summary>Waits. A wake-up wins over data, so that a stop is never behind a flood of it.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events">POLLIN or POLLOUT; 0: only for its end.</param>
    /// <param name="wake">Ends the wait.</param>
    /// <param name="timeout">Longest wait; rounded up to whole milliseconds.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static WaitEnd For(int descriptor, short events, int wake, TimeSpan timeout)
    {
        var waited = stackalloc Libc.PollDescriptor[2];
        waited[0] = new Libc.PollDescriptor { Descriptor = wake, Events = Libc.POLLIN };
        waited[1] = new Libc.PollDescriptor { Descriptor = descriptor, Events = events };
        var milliseconds = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        while (true)
        {
            var count = Libc.poll(waited, 2, milliseconds);
            if (count > 0)
                return waited[0].Returned != 0 ? WaitEnd.Woken : (waited[1].Returned & events) != 0 ? WaitEnd.Ready : WaitEnd.Broken;
            if (count == 0)
                return WaitEnd.TimedOut;
            var error = Marshal.GetLastPInvokeError();
            if (error != Libc.EINTR)
                throw new IOException($"Waiting for a descriptor failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }
}
