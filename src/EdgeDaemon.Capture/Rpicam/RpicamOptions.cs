namespace EdgeDaemon.Capture.Rpicam;

/// <summary>Which CSI camera, and what is asked of it.</summary>
public sealed record RpicamOptions
{
    /// <summary>
    /// The width must be a multiple of this: rows are padded to 64 bytes in memory, 32 on some models, and <c>rpicam-vid</c> writes the padding
    /// without saying so. With this width neither luma nor chroma rows (half as wide) have any.
    /// </summary>
    public const int WidthStep = 128;

    /// <summary>Number of the camera, as <c>rpicam-vid --list-cameras</c> shows it.</summary>
    public int Camera { get; init; }

    /// <summary>Width in pixels; a multiple of <see cref="WidthStep"/>.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frames per second.</summary>
    public double FramesPerSecond { get; init; } = 10;

    /// <summary>The camera has failed when nothing came for this long (or for four frames, where that is longer).</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>As <see cref="StallTimeout"/>, for the first frame.</summary>
    public TimeSpan FirstFrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Refuses what would come out garbled.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        if (Width < WidthStep || Width % WidthStep != 0)
            throw new ArgumentException($"Width is {Width}; expected a multiple of {WidthStep}.");
        if (Height < 2 || Height % 2 != 0)
            throw new ArgumentException($"Height is {Height}; expected an even number.");
        if (!(FramesPerSecond > 0 && double.IsFinite(FramesPerSecond)))
            throw new ArgumentException($"FramesPerSecond is {FramesPerSecond}; expected a number above 0.");
    }
}
