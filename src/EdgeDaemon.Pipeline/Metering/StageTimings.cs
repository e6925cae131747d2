using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Pipeline.Metering;

/// <summary>Where the time of one frame went, after it was captured.</summary>
/// <param name="Model">Preprocess, infer, postprocess.</param>
/// <param name="Track">From the model's result to what changed.</param>
/// <param name="Journal">From what changed to the journal.</param>
internal readonly record struct StageTimings(ModelTimings Model, TimeSpan Track, TimeSpan Journal);
