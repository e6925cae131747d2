namespace EdgeDaemon.Capture.Ffmpeg;

/// <summary>What <c>ffmpeg</c> reads.</summary>
public abstract record FfmpegInput;

/// <summary>A video file or a named pipe on this machine.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Loop">Start again at the end?</param>
public sealed record VideoFile(string Path, bool Loop) : FfmpegInput;

/// <summary>A network camera. Only the ingest process, which has a network, may open one.</summary>
/// <param name="Address">Its URL, see <see cref="CameraUrl"/>.</param>
/// <param name="CaFile">PEM file with the authorities (or the camera's own certificate) to trust; null: the system's.</param>
public sealed record NetworkCamera(CameraUrl Address, string? CaFile) : FfmpegInput;

/// <summary>What to read, and how its frames are to come.</summary>
public sealed record FfmpegOptions
{
    /// <summary>File or camera.</summary>
    public required FfmpegInput Input { get; init; }

    /// <summary>Width in pixels; even. The picture is scaled to fit, keeping its shape; what is left is black.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>
    /// For files: frames per second of the video's own time, and of ours. Null: every frame, each read returns at once. A network camera sets
    /// its own rate.
    /// </summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>The source has failed when nothing came for this long.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>As <see cref="StallTimeout"/>, for the first frame: streams have to be found out about first.</summary>
    public TimeSpan FirstFrameTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
