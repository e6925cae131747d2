using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>Which camera, and what is asked of it.</summary>
public sealed record V4l2Options
{
    /// <summary>
    /// A path (<c>/dev/video0</c>, <c>/dev/v4l/by-id/…</c>), or what the camera says of itself: its bus info, its name under
    /// <c>/dev/v4l/by-id</c>, its card or its driver. All but the first keep their meaning when it comes back under another number.
    /// </summary>
    public string Device { get; init; } = "/dev/video0";

    /// <summary>Width in pixels; even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels; even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Frames per second that are asked for; the camera's nearest is taken. Null: its own.</summary>
    public double? FramesPerSecond { get; init; } = 10;

    /// <summary>Pixel format that is asked for.</summary>
    public CameraFormat Format { get; init; }

    /// <summary>Overrides what the driver says about black and white.</summary>
    public CameraRange Range { get; init; }

    /// <summary>Model inputs the frames are for: JPEGs are decoded just large enough for all of them. Empty: full size.</summary>
    public ImmutableArray<InputSpec> Inputs { get; init; } = [];

    /// <summary>The camera has failed when nothing came for this long (or for four frames, where that is longer).</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>As <see cref="StallTimeout"/>, for the first frame: some cameras measure the light first.</summary>
    public TimeSpan FirstFrameTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a frame at a rate: <see cref="StallTimeout"/>, or longer for a slow camera.</summary>
    /// <param name="framesPerSecond">The rate that was agreed on; null: the driver does not tell.</param>
    internal TimeSpan StallTimeoutAt(double? framesPerSecond)
    {
        const double Frames = 4;
        var slow = framesPerSecond is { } rate ? TimeSpan.FromSeconds(Frames / rate) : TimeSpan.Zero;
        return slow > StallTimeout ? slow : StallTimeout;
    }
}
