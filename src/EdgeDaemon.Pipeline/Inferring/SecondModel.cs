using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Conditions;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>
/// One second model of a camera: it looks at crops of what the first one detected, as many per frame as its budget allows, those
/// that have waited longest first. The crop is a region of the camera's own frame; no picture is made of it. A frame without
/// objects for it costs nothing. Used by the inference thread; in steady state it allocates nothing.
/// </summary>
internal sealed class SecondModel : IDisposable
{
    private readonly ModelRunner _model;
    private readonly TimeProvider _time;
    private readonly int _firstSubLabel;
    private readonly bool[] _appliesTo;
    private readonly int[] _candidates;
    private readonly Condition? _when;
    private readonly int[] _counted;
    private readonly int[] _counts;
    private readonly LookOrder _order;
    private float[][] _vectors = [];
    private int _vectorsUsed;
    private SecondModelConfig _config;

    /// <summary>Owns <paramref name="model"/> from here on.</summary>
    /// <param name="config">What the configuration says of it.</param>
    /// <param name="model">Classifies, or makes feature vectors.</param>
    /// <param name="firstLabels">Labels of the camera's model as slugs.</param>
    /// <param name="maxDetections">Most detections of a frame.</param>
    /// <param name="firstSubLabel">Index of its first label among the camera's sub-labels.</param>
    /// <param name="time">Measures the budget.</param>
    public SecondModel(
        SecondModelConfig config, ModelRunner model, ImmutableArray<string> firstLabels, int maxDetections, int firstSubLabel, TimeProvider time)
    {
        (_config, _model, _time, _firstSubLabel) = (config, model, time, firstSubLabel);
        _appliesTo = [.. firstLabels.Select(label => AppliesTo(config, label))];
        _candidates = new int[maxDetections];
        _when = config.When;
        _counted = [.. (_when?.Labels ?? []).Select(label => firstLabels.IndexOf(label))];
        _counts = new int[_counted.Length];
        _order = new LookOrder(maxDetections);
    }

    /// <summary>Objects that it looked at so far.</summary>
    public long Looks { get; private set; }

    /// <summary>Times that an object was left for a later frame, because of the budget or <c>max_objects</c>.</summary>
    public long Waits { get; private set; }

    /// <summary>Identity of the bundle, when it makes feature vectors of objects of this label; null: it does not.</summary>
    public string? VectorModelOf(int label) => _appliesTo[label] && _model.Bundle.Manifest.Task == ModelTask.Embedding ? _model.Bundle.Identity : null;

    /// <summary>Does the configuration send objects of this label to the model?</summary>
    public static bool AppliesTo(SecondModelConfig config, string label) => config.Labels.IsEmpty || config.Labels.Contains(label);

    /// <summary>Looks at the objects whose turn it is, and adds to each what is seen.</summary>
    /// <param name="frame">The frame; not retained.</param>
    /// <param name="detections">What the first model detected in it, best score first. Vectors in them are valid until the next call.</param>
    /// <param name="thresholds">Per label of the first model, the score from which an object is reported; others are not looked at.</param>
    /// <param name="health">What the camera can see.</param>
    /// <param name="isDark">Is it dark where it looks?</param>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public void Process(
        Frame frame, Span<Detection> detections, ReadOnlySpan<float> thresholds, CameraHealth health = CameraHealth.Unknown, bool isDark = false)
    {
        _vectorsUsed = 0;
        var isWanted = _when is null || IsWanted(_when, detections, thresholds, health, isDark);
        var candidates = _candidates.AsSpan(0, isWanted ? FindCandidates(frame, detections, thresholds) : 0);
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
            Look(frame, ref detections[candidates[looked]]);
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

    private bool IsWanted(Condition when, ReadOnlySpan<Detection> detections, ReadOnlySpan<float> thresholds, CameraHealth health, bool isDark)
    {
        Array.Clear(_counts);
        foreach (ref readonly var detection in detections)
        {
            if (Array.IndexOf(_counted, detection.LabelIndex) is var place and >= 0 && LabelSummary.IsReported(detection.LabelIndex, detection.Score, thresholds))
                _counts[place]++;
        }

        return when.Holds(new ConditionFacts(_counts, health, isDark));
    }

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

    private void Look(Frame frame, ref Detection detection)
    {
        var region = FrameRegion.Around(detection.Box, (float)_config.Margin, frame.Width, frame.Height);
        var seen = _model.Process(frame, region);
        if (!seen.Embedding.IsEmpty)
            detection = detection with { Embedding = Kept(seen.Embedding) };
        if (seen.Classifications.IsEmpty)
            return;
        var best = seen.Classifications[0];
        if (best.Score >= ((float?)_config.ScoreThreshold ?? _model.Bundle.Manifest.Decoder.ScoreThreshold))
            detection = detection with { SubLabel = new SubLabel(_firstSubLabel + best.LabelIndex, best.Score) };
    }

    /// <summary>A copy in memory that the next frame uses again; the first vector tells how much is needed.</summary>
    private float[] Kept(ReadOnlySpan<float> vector)
    {
        if (_vectors.Length == 0)
        {
            _vectors = new float[SecondModelConfig.MostObjects][];
            for (var i = 0; i < _vectors.Length; i++)
                _vectors[i] = new float[vector.Length];
        }

        var kept = _vectors[_vectorsUsed++];
        vector.CopyTo(kept);
        return kept;
    }
}
