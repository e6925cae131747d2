namespace EdgeDaemon.Vision.Gating;

/// <summary>What counts as motion, and how often a still scene is looked at all the same.</summary>
public sealed record MotionParameters
{
    /// <summary>Least difference from the background that can be motion, in grey levels; noise raises it. 1..255.</summary>
    public float Threshold { get; init; } = 6;

    /// <summary>Least area of a moving region, as a share of the frame, 0..1.</summary>
    public float MinArea { get; init; } = 0.0015f;

    /// <summary>
    /// When at least this share of the frame changes from one frame to the next it is the light that has changed, or the whole
    /// view, and nothing in it. 0..1.
    /// </summary>
    public float LightingShare { get; init; } = 0.5f;

    /// <summary>After motion every frame is inferred for this long.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time between two inferred frames.</summary>
    public TimeSpan Keepalive { get; init; } = TimeSpan.FromSeconds(10);
}
