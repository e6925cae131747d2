using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>Buffers that a camera fills, of which only the newest is wanted.</summary>
/// <typeparam name="TBuffer">What a buffer is.</typeparam>
internal interface INewestBuffer<TBuffer>
{
    /// <summary>The camera, for messages.</summary>
    string Name { get; }

    /// <summary>Takes the newest full buffer; older ones go back unread.</summary>
    /// <returns>False when none is full.</returns>
    /// <exception cref="FrameSourceException">The device failed.</exception>
    bool TryTakeNewest(out TBuffer newest);

    /// <summary>Waits until a buffer may be full.</summary>
    WaitEnd Wait(WakeUp wake, TimeSpan timeout);

    /// <summary>What is wrong, where that can be seen from outside; null: nothing.</summary>
    string? Fault() => null;
}
