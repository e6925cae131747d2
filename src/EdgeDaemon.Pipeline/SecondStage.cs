using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// One second model of a camera: it looks at crops of what the first one detected, as many per frame as its budget allows, those
/// that have waited longest first. The crop is a region of the camera's own frame; no picture is made of it. A frame without
/// objects for it costs nothing. Used by the inference thread; in steady state it allocates nothing.
/// </summary>
internal sealed class SecondStage : IDisposable
{
    private readonly ModelRunner _model;
    private readonly TimeProvider _time;
    private readonly int _firstSubLabel;
    private readonly bool[] _appliesTo;
    private readonly int[] _candidates;
    private readonly LookOrder _order;
    private SecondModelConfig _config;

    /// <summary>Owns <paramref name="model"/> from here on.</summary>
    /// <param name="config">What the configuration says of it.</param>
    /// <param name="model">Classifies, or makes feature vectors.</param>
    /// <param name="firstLabels">Labels of the camera's model as slugs.</param>
    /// <param name="maxDetections">Most detections of a frame.</param>
    /// <param name="firstSubLabel">Index of its first label among the camera's sub-labels.</param>
    /// <param name="time">Measures the budget.</param>
    public SecondStage(
        SecondModelConfig config, ModelRunner model, ImmutableArray<string> firstLabels, int maxDetections, int firstSubLabel, TimeProvider time)
    {
        (_config, _model, _time, _firstSubLabel) = (config, model, time, firstSubLabel);
        _appliesTo = [.. firstLabels.Select(label => AppliesTo(config, label))];
        _candidates = new int[maxDetections];
        _order = new LookOrder(maxDetections);
    }

    /// <summary>Name of its model.</summary>
    public string Model => _model.Bundle.Manifest.Name;

    /// <summary>Objects that it looked at so far.</summary>
    public long Looks { get; private set; }

    /// <summary>Times that an object was left for a later frame, because of the budget or <c>max_objects</c>.</summary>
    public long Waits { get; private set; }

    /// <summary>Does the configuration send objects of this label to the model?</summary>
    public static bool AppliesTo(SecondModelConfig config, string label) => config.Labels.IsEmpty || config.Labels.Contains(label);

    /// <summary>Looks at the objects whose turn it is.</summary>
    /// <param name="frame">The frame; not retained.</param>
    /// <param name="detections">What the first model detected in it, best score first.</param>
    /// <param name="thresholds">Per label of the first model, the score from which an object is reported; others are not looked at.</param>
    /// <param name="annotations">Gets what is seen.</param>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public void Process(Frame frame, ReadOnlySpan<Detection> detections, ReadOnlySpan<float> thresholds, DetectionAnnotations annotations)
    {
        var candidates = _candidates.AsSpan(0, FindCandidates(frame, detections, thresholds));
        if (candidates.IsEmpty)
        {
            _order.Reset();
            return;
        }

        _order.Arrange(detections, candidates);
        var most = Math.Min(candidates.Length, _config.MaxObjects);
        var start = _time.GetTimestamp();
        var looked = 0;
        do
        {
            var detection = candidates[looked];
            Look(frame, detections[detection], detection, annotations);
            _order.Looked(looked++);
        }
        while (looked < most && _time.GetElapsedTime(start) < _config.Budget);
        Looks += looked;
        Waits += candidates.Length - looked;
    }

    /// <summary>Forgets who was waiting, because frames stopped.</summary>
    public void Interrupt() => _order.Reset();

    /// <summary>Takes over the live keys of a new configuration.</summary>
    public void Apply(SecondModelConfig config) => _config = config;

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private int FindCandidates(Frame frame, ReadOnlySpan<Detection> detections, ReadOnlySpan<float> thresholds)
    {
        var count = 0;
        for (var i = 0; i < detections.Length; i++)
        {
            ref readonly var detection = ref detections[i];
            var shorterSide = MathF.Min(
                (detection.Box.Right - detection.Box.Left) * frame.Width, (detection.Box.Bottom - detection.Box.Top) * frame.Height);
            if (LabelSummary.IsReported(detection.LabelIndex, detection.Score, thresholds)
                && _appliesTo[detection.LabelIndex] && shorterSide >= _config.MinSize)
                _candidates[count++] = i;
        }

        return count;
    }

    private void Look(Frame frame, in Detection detection, int index, DetectionAnnotations annotations)
    {
        var region = FrameRegion.Around(detection.Box, (float)_config.Margin, frame.Width, frame.Height);
        var seen = _model.Process(frame, region);
        if (!seen.Embedding.IsEmpty)
            annotations.SetEmbedding(index, seen.Embedding);
        if (seen.Classifications.IsEmpty)
            return;
        var best = seen.Classifications[0];
        if (best.Score >= ((float?)_config.ScoreThreshold ?? _model.Bundle.Manifest.Decoder.ScoreThreshold))
            annotations.SetSubLabel(index, new SubLabel(_firstSubLabel + best.LabelIndex, best.Score));
    }
}
