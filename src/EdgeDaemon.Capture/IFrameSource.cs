using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture;

/// <summary>
/// Where frames come from. One thread opens it, reads it and disposes it; <see cref="Open"/> after a failure starts again.
/// </summary>
public interface IFrameSource : IDisposable
{
    /// <summary>What it is, for messages: kind, device or folder, size.</summary>
    string Description { get; }

    /// <summary>
    /// Asked before a frame is copied or decoded; one that is not wanted costs nothing more. Null: all are wanted. A source that saves nothing by
    /// asking does not ask.
    /// </summary>
    FrameFilter? Wanted
    {
        set { }
    }

    /// <summary>Opens the device or file; closes it first when it is open.</summary>
    /// <exception cref="FrameSourceException">It cannot be opened; the message says why and what would help.</exception>
    void Open();

    /// <summary>Waits for the next frame and hands it over: the caller owns and disposes it.</summary>
    /// <returns>The frame, or null when the source is at its end.</returns>
    /// <exception cref="FrameSourceException">The source failed; <see cref="Open"/> may bring it back.</exception>
    /// <exception cref="FrameDecodeException">This one frame is unusable; reading may go on.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    Frame? Read(CancellationToken cancellation);
}

/// <summary>Is a frame wanted? Asked once per frame, in order, by the thread that reads.</summary>
/// <param name="sequenceNumber">What <see cref="Frame.SequenceNumber"/> will be.</param>
/// <param name="timestamp">What <see cref="Frame.Timestamp"/> will be.</param>
public delegate bool FrameFilter(long sequenceNumber, TimeSpan timestamp);

/// <summary>A frame source cannot be opened or stopped delivering. Worth a retry.</summary>
public sealed class FrameSourceException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A single picture is damaged, too large or of an unsupported kind. The message names the file and the reason.</summary>
public sealed class FrameDecodeException(string message, Exception? inner = null) : Exception(message, inner);
