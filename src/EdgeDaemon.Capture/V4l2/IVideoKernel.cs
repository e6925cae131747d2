using EdgeDaemon.Linux;
namespace EdgeDaemon.Capture.V4l2;

/// <summary>
/// The system calls that a video device takes, so that tests can put a simulated driver below all that stands above.
/// Results are those of the calls, except that a failure is the negative error number; interrupted calls are repeated.
/// </summary>
internal unsafe interface IVideoKernel
{
    /// <summary>Every <c>/dev/video*</c>, in the order of the numbers, and the links that lead there.</summary>
    IReadOnlyList<VideoNode> Nodes();

    /// <summary>Opens a device for reading and writing, non-blocking: a descriptor.</summary>
    int Open(string path);

    /// <summary>Talks to a device.</summary>
    int Ioctl(int descriptor, uint request, void* argument);

    /// <summary>Maps a buffer of a device for reading: its address.</summary>
    nint Map(int descriptor, long offset, nuint length);

    /// <summary>Undoes <see cref="Map"/>.</summary>
    int Unmap(nint address, nuint length);

    /// <summary>Waits until a buffer is full, the device has failed, the wake-up is signalled or the time is over.</summary>
    WaitEnd Wait(int descriptor, int wake, TimeSpan timeout);

    /// <summary>Closes a device.</summary>
    int Close(int descriptor);
}

/// <summary>A device node.</summary>
/// <param name="Path">Such as <c>/dev/video0</c>.</param>
/// <param name="Links">What leads there and keeps its name when the number changes: <c>/dev/v4l/by-id/…</c>.</param>
internal sealed record VideoNode(string Path, IReadOnlyList<string> Links);
