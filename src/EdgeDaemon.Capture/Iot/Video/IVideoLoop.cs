namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>
/// What the source needs of a camera by Iot.Device.Media.VideoDevice, so that tests can play one, and one whose calls fail.
/// </summary>
internal interface IVideoLoop : IDisposable
{
    /// <summary>Opens the device and sets format and rate.</summary>
    /// <returns>Frames per second; null when the driver does not tell.</returns>
    /// <exception cref="FrameSourceException">It cannot be opened.</exception>
    double? Start();

    /// <summary>
    /// Delivers buffers until it is cancelled, blocking: for a thread of its own. The receiver owns the array (of the shared pool), of
    /// which so many bytes are mapped memory, not necessarily frame. It must not throw.
    /// </summary>
    void Run(Action<byte[], int> receive, CancellationToken cancellation);

    /// <summary>Looks at the device from outside: null, or what is wrong. Called by the reader before it waits, and when nothing came.</summary>
    string? Fault();

    /// <summary>Ends a wait within <see cref="Run"/> that a cancellation alone does not end. From another thread, also more than once.</summary>
    void Interrupt();
}
