using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Gating;

/// <summary>
/// Decides which frames are worth an inference: those in which something moves or just did, those that the tracker needs to be
/// sure, and one now and then. It works on a <see cref="LumaPlane"/>, so that a still scene costs next to nothing. One thread;
/// allocates when the size of the plane changes.
/// </summary>
public sealed class MotionGate(MotionParameters parameters, CellMask mask)
{
    /// <summary>Most regions that are told.</summary>
    public const int MaxRegions = 8;

    // Between frames that are farther apart a walker leaves the place where they were.
    private static readonly TimeSpan LongestToLast = TimeSpan.FromSeconds(0.25);

    private readonly BackgroundModel _background = new();
    private readonly MovingRegions _regions = new();
    private TimeSpan _lastFrame;
    private TimeSpan? _lastMotion;
    private TimeSpan? _lastInferred;

    /// <summary>What counts as motion; may be replaced between frames.</summary>
    public MotionParameters Parameters { get; set; } = parameters;

    /// <summary>Where motion does not count; may be replaced between frames.</summary>
    public CellMask Mask { get; set; } = mask;

    /// <summary>Where something moves in the last frame, largest first, so that a model may look closer there.</summary>
    public ReadOnlySpan<MovingRegion> Regions => _regions.Found;

    /// <summary>What was decided so far.</summary>
    public GateCounters Counters { get; } = new();

    /// <summary>Decides a frame.</summary>
    /// <param name="plane">The frame's brightness.</param>
    /// <param name="isUnsettled">Does the tracker need frames to be sure of something?</param>
    public GateDecision Decide(LumaPlane plane, bool isUnsettled)
    {
        var isLearning = _background.IsLearning;
        var isLighting = _background.Observe(plane, Mask.Cells(plane.Width, plane.Height), Parameters);
        if (isLighting || isLearning)
            _regions.Clear();
        else
            _regions.Find(_background, plane, isSoonAfter: plane.Timestamp - _lastFrame <= LongestToLast, Parameters.MinArea);
        _lastFrame = plane.Timestamp;
        if (_regions.Area > 0)
            _lastMotion = plane.Timestamp;
        var reason = ReasonFor(plane.Timestamp, isUnsettled, isLearning, isLighting);
        if (reason != GateReason.Still)
            _lastInferred = plane.Timestamp;
        Counters.Count(reason);
        return new GateDecision(reason, _regions.Area);
    }

    /// <summary>Forgets the scene, because frames stopped.</summary>
    public void Reset()
    {
        _background.Reset();
        _regions.Clear();
        (_lastMotion, _lastInferred) = (null, null);
    }

    private GateReason ReasonFor(TimeSpan at, bool isUnsettled, bool isLearning, bool isLighting)
    {
        if (isLearning)
            return GateReason.Learning;
        if (isLighting)
            return GateReason.Lighting;
        if (_regions.Area > 0)
            return GateReason.Motion;
        if (isUnsettled)
            return GateReason.Unsettled;
        if (at - _lastMotion < Parameters.Hold)
            return GateReason.Hold;
        return at - _lastInferred < Parameters.Keepalive ? GateReason.Still : GateReason.Keepalive;
    }
}
