using System.Runtime.InteropServices;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Interop;

/// <summary>How an attempt to fill a buffer ended.</summary>
internal enum FillEnd
{
    /// <summary>It is full.</summary>
    Full,

    /// <summary>The other side has closed; nothing more will come.</summary>
    Ended,

    /// <summary>Nothing came for too long.</summary>
    TimedOut,
}

/// <summary>
/// Fills buffers from a pipe or socket that somebody else owns. A wait can be cancelled at once, and what came before is kept by
/// the caller, so that reading goes on in the middle. One thread; allocates nothing.
/// </summary>
internal sealed unsafe class DescriptorReader : IDisposable
{
    private readonly WakeUp _wake = new();
    private readonly int _descriptor;
    private readonly string _name;

    /// <param name="descriptor">To read from.</param>
    /// <param name="name">What it is called in messages.</param>
    internal DescriptorReader(int descriptor, string name) => (_descriptor, _name) = (descriptor, name);

    /// <summary>Reads until the buffer is full.</summary>
    /// <param name="buffer">To fill.</param>
    /// <param name="filled">How much of it is full, before and after.</param>
    /// <param name="timeout">Longest time without a single byte.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="FrameSourceException">Reading failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    internal FillEnd Fill(Span<byte> buffer, ref int filled, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var registration = cancellation.UnsafeRegister(static wake => ((WakeUp)wake!).Signal(), _wake);
        while (filled < buffer.Length)
        {
            switch (DescriptorWait.For(_descriptor, Libc.POLLIN, _wake.Descriptor, timeout))
            {
                case WaitEnd.Woken:
                    _wake.Clear();
                    cancellation.ThrowIfCancellationRequested();
                    break;
                case WaitEnd.TimedOut:
                    return FillEnd.TimedOut;
                default:
                    var count = ReadSome(buffer[filled..]);
                    if (count == 0)
                        return FillEnd.Ended;
                    filled += count;
                    break;
            }
        }

        return FillEnd.Full;
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private int ReadSome(Span<byte> destination)
    {
        fixed (byte* buffer = destination)
        {
            while (true)
            {
                var count = Libc.read(_descriptor, buffer, (nuint)destination.Length);
                if (count >= 0)
                    return (int)count;
                var error = Marshal.GetLastPInvokeError();
                if (error != Libc.EINTR)
                    throw new FrameSourceException($"{_name} cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }
}
