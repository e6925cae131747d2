using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>A camera's model out of a bundle.</summary>
/// <param name="runner">Owned from here on.</param>
internal sealed class LoadedModel(ModelRunner runner) : ILabelModel
{
    /// <inheritdoc/>
    public ModelTask Task => runner.Bundle.Manifest.Task;

    /// <inheritdoc/>
    public ImmutableArray<string> Labels => runner.Bundle.Labels.Slugs;

    /// <inheritdoc/>
    public int MaxDetections => runner.Bundle.Manifest.Decoder.MaxDetections;

    /// <inheritdoc/>
    public ModelTimings Timings => runner.Timings;

    /// <inheritdoc/>
    public float[] ThresholdsOf(CameraConfig camera) => LabelSelection.Thresholds(camera, runner.Bundle);

    /// <inheritdoc/>
    public ModelResult Process(Frame frame) => runner.Process(frame);

    /// <inheritdoc/>
    public void Dispose() => runner.Dispose();
}
