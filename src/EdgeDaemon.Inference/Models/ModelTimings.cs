namespace EdgeDaemon.Inference.Models;

/// <summary>Where the time of one frame went.</summary>
/// <param name="Preprocess">From frame to input tensor.</param>
/// <param name="Infer">The model itself.</param>
/// <param name="Postprocess">From output tensors to results.</param>
public readonly record struct ModelTimings(TimeSpan Preprocess, TimeSpan Infer, TimeSpan Postprocess)
{
    /// <summary>All three.</summary>
    public TimeSpan Total => Preprocess + Infer + Postprocess;
}
