using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>Waits for a camera's newest buffer, however it is read: until it is there, the read is cancelled, or the camera has been silent for too long.</summary>
/// <param name="options">How long to wait for the first frame.</param>
/// <param name="stallTimeout">How long to wait for each further one.</param>
internal sealed class NewestBufferWait(V4l2Options options, TimeSpan stallTimeout)
{
    private bool _hasDelivered;

    /// <summary>Waits.</summary>
    /// <exception cref="FrameSourceException">The camera failed, or delivers nothing more.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired, and <paramref name="wake"/> was signalled for it.</exception>
    internal TBuffer For<TBuffer>(INewestBuffer<TBuffer> buffers, WakeUp wake, CancellationToken cancellation)
    {
        var isBroken = false;
        while (true)
        {
            if (buffers.TryTakeNewest(out var buffer))
            {
                _hasDelivered = true;
                return buffer;
            }

            // The take tells the reason; where it tells none, waiting again would be a busy loop.
            if (isBroken)
                throw new FrameSourceException($"{buffers.Name} says that its stream is broken. It is opened again.");
            if (buffers.Fault() is { } fault)
                throw new FrameSourceException(fault);
            var timeout = _hasDelivered || options.FirstFrameTimeout < stallTimeout ? stallTimeout : options.FirstFrameTimeout;
            switch (buffers.Wait(wake, timeout))
            {
                case WaitEnd.Woken:
                    wake.Clear();
                    cancellation.ThrowIfCancellationRequested();
                    break;
                case WaitEnd.TimedOut:
                    throw new FrameSourceException(
                        buffers.Fault()
                        ?? $"{buffers.Name} has delivered {(_hasDelivered ? "nothing more" : "nothing")} for {timeout.TotalSeconds:0.#} s. It is opened again.");
                case WaitEnd.Broken:
                    isBroken = true;
                    break;
            }
        }
    }
}
