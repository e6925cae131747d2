using EdgeDaemon.Configuration;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>What a detection model sees, and what second models say of it.</summary>
internal sealed class ModelObjects : IObjectSource
{
    private readonly ModelRunner _model;
    private readonly SecondStages? _then;
    private readonly ObservedObject[] _objects;
    private DetectionAnnotations? _annotations;
    private float[] _thresholds;

    /// <summary>Owns the models from here on.</summary>
    public ModelObjects(CameraConfig config, ModelRunner model, SecondStages? then)
    {
        (_model, _then) = (model, then);
        _objects = new ObservedObject[model.Bundle.Manifest.Decoder.MaxDetections];
        _thresholds = LabelSelection.Thresholds(config, model.Bundle);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => _model.Bundle.Labels.Slugs;

    /// <inheritdoc/>
    public int MaxObjects => _objects.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Thresholds => _thresholds;

    /// <inheritdoc/>
    public ModelTimings Timings => _model.Timings;

    /// <inheritdoc/>
    public ReadOnlySpan<ObservedObject> Look(Frame frame)
    {
        var detections = _model.Process(frame).Detections;
        _annotations = _then?.Process(frame, detections, _thresholds);
        for (var i = 0; i < detections.Length; i++)
        {
            var said = _annotations?.SubLabelOf(i) ?? default;
            _objects[i] = new ObservedObject(detections[i].Box, detections[i].LabelIndex, detections[i].Score, said.Index, said.Score);
        }

        return _objects.AsSpan(0, detections.Length);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> EmbeddingOf(int index) => _annotations is null ? [] : _annotations.EmbeddingOf(index);

    /// <inheritdoc/>
    public void Interrupt() => _then?.Interrupt();

    /// <inheritdoc/>
    public void Apply(CameraConfig config)
    {
        _thresholds = LabelSelection.Thresholds(config, _model.Bundle);
        _then?.Apply(config);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _then?.Dispose();
        _model.Dispose();
    }
}
