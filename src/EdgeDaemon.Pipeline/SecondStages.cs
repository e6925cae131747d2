using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// All second models of a camera, between detection and presence. Their sub-labels are numbered one model after the other, in the
/// order of the configuration, as in the name table.
/// </summary>
internal sealed class SecondStages : IDisposable
{
    private readonly ImmutableArray<SecondStage> _stages;
    private readonly DetectionAnnotations _annotations;

    /// <summary>Owns the models from here on.</summary>
    /// <param name="config">The camera's configuration.</param>
    /// <param name="first">The camera's model.</param>
    /// <param name="models">One per entry of <see cref="CameraConfig.Then"/>.</param>
    /// <param name="time">Measures the budgets.</param>
    public SecondStages(CameraConfig config, ModelBundle first, ImmutableArray<ModelRunner> models, TimeProvider time)
    {
        var maxDetections = first.Manifest.Decoder.MaxDetections;
        var stages = ImmutableArray.CreateBuilder<SecondStage>(models.Length);
        var firstSubLabel = 0;
        for (var i = 0; i < models.Length; i++)
        {
            stages.Add(new SecondStage(config.Then[i], models[i], first.Labels.Slugs, maxDetections, firstSubLabel, time));
            firstSubLabel += models[i].Bundle.Labels.Slugs.Length;
        }

        _stages = stages.MoveToImmutable();
        _annotations = new DetectionAnnotations(maxDetections, maxVectors: SecondModelConfig.MostObjects);
    }

    /// <summary>The stages, for what they counted.</summary>
    public ReadOnlySpan<SecondStage> Stages => _stages.AsSpan();

    /// <summary>Looks at the objects of a frame.</summary>
    /// <param name="frame">The frame; not retained.</param>
    /// <param name="detections">What the camera's model detected in it, best score first.</param>
    /// <param name="thresholds">Per label, the score from which an object is reported; others are not looked at.</param>
    /// <returns>
    /// What is said of each detection, by its index: the same instance at every call, overwritten. Objects whose turn it was not
    /// have nothing said of them.
    /// </returns>
    public DetectionAnnotations Process(Frame frame, ReadOnlySpan<Detection> detections, ReadOnlySpan<float> thresholds)
    {
        _annotations.Clear();
        foreach (var stage in _stages)
            stage.Process(frame, detections, thresholds, _annotations);
        return _annotations;
    }

    /// <summary>Forgets who was waiting, because frames stopped.</summary>
    public void Interrupt()
    {
        foreach (var stage in _stages)
            stage.Interrupt();
    }

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(CameraConfig config)
    {
        for (var i = 0; i < _stages.Length; i++)
            _stages[i].Apply(config.Then[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stage in _stages)
            stage.Dispose();
    }
}
