namespace EdgeDaemon.Pipeline.Metering;

/// <summary>What became of a camera's frames since the start.</summary>
/// <param name="In">Delivered by the source.</param>
/// <param name="Skipped">
/// Left out: sooner than the configured rate, replaced by newer ones, damaged, or taken while nothing was to be looked for, or could be
/// (paused, off by schedule, blind).
/// </param>
/// <param name="Inferred">Looked at by a model.</param>
/// <param name="Gated">Held back because nothing moved or the trigger was silent.</param>
/// <param name="Decided">Frames that the pipeline took in, whatever it did with them.</param>
internal readonly record struct FrameCounters(long In, long Skipped, long Inferred, long Gated, long Decided);
