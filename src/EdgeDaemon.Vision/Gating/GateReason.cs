namespace EdgeDaemon.Vision.Gating;

/// <summary>Why a frame is inferred, or not.</summary>
public enum GateReason
{
    /// <summary>Not inferred: nothing moves.</summary>
    Still,

    /// <summary>Inferred: the background is not known yet.</summary>
    Learning,

    /// <summary>Inferred: something moves.</summary>
    Motion,

    /// <summary>Inferred: something moved a moment ago.</summary>
    Hold,

    /// <summary>Inferred: an object has appeared or is no longer seen, and it takes more frames to be sure.</summary>
    Unsettled,

    /// <summary>Inferred once: the light or the whole view has changed. That is no motion.</summary>
    Lighting,

    /// <summary>Inferred: the last look was long enough ago.</summary>
    Keepalive,
}

/// <summary>What the gate says of a frame.</summary>
/// <param name="Reason">Why it is inferred, or not.</param>
/// <param name="MovingArea">Share of the frame that moves, 0..1; regions below the least area left out.</param>
public readonly record struct GateDecision(GateReason Reason, float MovingArea)
{
    /// <summary>Is the frame worth an inference?</summary>
    public bool Infer => Reason != GateReason.Still;
}
