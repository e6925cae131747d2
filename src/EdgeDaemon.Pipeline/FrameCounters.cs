namespace EdgeDaemon.Pipeline;

/// <summary>What became of a camera's frames since the start.</summary>
/// <param name="In">Delivered by the source.</param>
/// <param name="Skipped">Left out: sooner than the configured rate, replaced by newer ones, or damaged.</param>
/// <param name="Inferred">Looked at by a model.</param>
/// <param name="Gated">Held back by the motion gate.</param>
internal readonly record struct FrameCounters(long In, long Skipped, long Inferred, long Gated)
{
    /// <summary>Frames that were decided, one way or the other.</summary>
    public long Decided => Inferred + Gated;
}
