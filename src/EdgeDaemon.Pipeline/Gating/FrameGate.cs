using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Conditions;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Following;
using EdgeDaemon.Vision.Conditions;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Pipeline.Gating;

/// <summary>What is to be done with a frame.</summary>
internal enum GateOutcome
{
    /// <summary>The camera's model looks at it.</summary>
    Look,

    /// <summary>Nothing moves: everything is where it was.</summary>
    Still,

    /// <summary>The trigger is silent, or the camera's condition does not hold: nothing is looked for.</summary>
    Untriggered,

    /// <summary>The camera cannot see.</summary>
    Blind,

    /// <summary>It is not the time to look.</summary>
    Off,

    /// <summary>The camera has no model; only its health is watched.</summary>
    HealthOnly,
}

/// <summary>What the gate says of a frame.</summary>
/// <param name="Outcome">What is to be done with it.</param>
/// <param name="HasOtherSchedule">Does another entry of the schedule hold from this frame on?</param>
/// <param name="HasOtherHealth">Did the camera's health change?</param>
/// <param name="HasFallenSilent">Has the trigger just become silent?</param>
internal readonly record struct GateDecision(GateOutcome Outcome, bool HasOtherSchedule, bool HasOtherHealth, bool HasFallenSilent);

/// <summary>
/// Which frames are worth a model run: is anything to be looked for now, does the trigger say that somebody is there, can the camera see,
/// does something move? Each frame is counted under exactly one outcome. Used by the inference thread; in steady state it allocates nothing.
/// </summary>
/// <param name="motion">Says what moves; null: every frame counts as moving.</param>
/// <param name="trigger">Says when somebody is there; null: always.</param>
/// <param name="schedule">What holds when.</param>
/// <param name="health">Watches what the camera can see; null: it always can. Owned from here on.</param>
/// <param name="hasModel">Is there a model to look?</param>
/// <param name="when">When it looks; null: always.</param>
/// <param name="asksDarkness">Does any condition of the camera ask how dark it is?</param>
internal sealed class FrameGate(MotionGate? motion, TriggerHold? trigger, CameraSchedule schedule, HealthWatch? health, bool hasModel, Condition? when = null, bool asksDarkness = false)
    : IDisposable
{
    private readonly LumaPlane _luma = new();
    private readonly DarknessMeter? _darkness = asksDarkness ? new DarknessMeter() : null;
    private readonly long[] _frames = new long[Enum.GetValues<GateOutcome>().Length];
    private bool _isMotionGated = true;
    private bool _wasTriggered = true;

    /// <summary>What holds when.</summary>
    public CameraSchedule Schedule => schedule;

    /// <summary>What the motion gate decided, and why; null when there is none.</summary>
    public GateCounters? Motion => motion?.Counters;

    /// <summary>What the camera can see, as far as is known.</summary>
    public CameraHealth Health => health?.Health ?? CameraHealth.Unknown;

    /// <summary>How sure the last look at its health was, 0..1.</summary>
    public float HealthScore => health?.Score ?? 0;

    /// <summary>Is it dark where the camera looks? Only known where a condition asks.</summary>
    public bool IsDark => _darkness?.IsDark == true;

    /// <summary>Can what the model sees be believed?</summary>
    public bool CanSee => health is null || health.CanSee;

    /// <summary>Frames decided so far.</summary>
    public long FramesDecided => _frames.Sum();

    /// <summary>Those that a model looked at: the camera's, or, where it has none, the one that watches its health.</summary>
    public long FramesInferred => hasModel ? this[GateOutcome.Look] : health?.Looks ?? 0;

    /// <summary>Those that were held back because nothing moved or the trigger was silent.</summary>
    public long FramesGated => this[GateOutcome.Still] + this[GateOutcome.Untriggered];

    /// <summary>The others, for which nothing was to be looked for, or could be.</summary>
    public long FramesUnwatched => FramesDecided - FramesInferred - FramesGated;

    /// <summary>Frames of an outcome.</summary>
    public long this[GateOutcome outcome] => _frames[(int)outcome];

    /// <summary>Decides about a frame; it is not retained.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="isUnsettled">Would a look help to be sure of something, whatever moves?</param>
    public GateDecision Decide(Frame frame, bool isUnsettled)
    {
        if ((motion is not null && _isMotionGated) || !schedule.IsEmpty || _darkness is not null)
            _luma.TakeFrom(frame);
        _darkness?.Observe(_luma);
        var otherSchedule = !schedule.IsEmpty && schedule.Observe(_luma);
        var otherHealth = health is not null && health.Process(frame);
        var isTriggered = (trigger is null || trigger.IsOpen) && when?.Holds(new ConditionFacts([], Health, IsDark)) != false;
        var fellSilent = hasModel && _wasTriggered && !isTriggered;
        _wasTriggered = isTriggered;
        var outcome = OutcomeOf(isTriggered, isUnsettled);
        _frames[(int)outcome]++;
        return new GateDecision(outcome, otherSchedule, otherHealth, fellSilent);
    }

    /// <summary>Forgets what was seen, because frames stopped.</summary>
    public void Interrupt()
    {
        motion?.Reset();
        health?.Interrupt();
        _darkness?.Reset();
    }

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraConfig config)
    {
        _isMotionGated = config.Motion.Enabled;
        schedule.Apply(config.Schedule);
        if (motion is not null)
            (motion.Parameters, motion.Mask) = (TrackRules.MotionOf(config.Motion), TrackRules.MaskOf(config));
        if (config.Health is { } watch)
            health?.Apply(watch);
    }

    /// <inheritdoc/>
    public void Dispose() => health?.Dispose();

    private GateOutcome OutcomeOf(bool isTriggered, bool isUnsettled)
    {
        if (schedule.Now is { Detect: false })
            return GateOutcome.Off;
        if (!hasModel)
            return GateOutcome.HealthOnly;
        if (!CanSee)
            return GateOutcome.Blind;
        if (!isTriggered)
            return GateOutcome.Untriggered;
        return motion is null || !_isMotionGated || motion.Decide(_luma, isUnsettled).Infer ? GateOutcome.Look : GateOutcome.Still;
    }
}
