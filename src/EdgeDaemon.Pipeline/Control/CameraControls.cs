using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>One camera as commands see it. Used by the inference thread.</summary>
/// <param name="pipeline">The camera.</param>
/// <param name="labels">Its labels as slugs, by index.</param>
/// <param name="config">Its configuration as it is now.</param>
internal sealed class CameraControls(CameraPipeline pipeline, IReadOnlyList<string> labels, Func<CameraConfig> config) : ICameraControls
{
    private readonly ThresholdOverrides _thresholds = new();
    private PrivacyLevel? _asked;

    /// <inheritdoc/>
    public PrivacyLevel Privacy => pipeline.Privacy;

    /// <inheritdoc/>
    public PrivacyLevel ConfiguredPrivacy => config().Privacy.Level;

    /// <inheritdoc/>
    public int LabelCount => labels.Count;

    /// <inheritdoc/>
    public void Pause()
    {
        pipeline.Pause();
        pipeline.Capture.Pause.Set(isClosed: true);
    }

    /// <inheritdoc/>
    public void Resume()
    {
        pipeline.Resume();
        pipeline.Capture.Pause.Set(isClosed: false);
    }

    /// <inheritdoc/>
    public void SetThreshold(int? label, double score)
    {
        _thresholds.Set(label is { } index ? labels[index] : null, score);
        Apply();
    }

    /// <inheritdoc/>
    public void SetPrivacy(PrivacyLevel level)
    {
        _asked = level < ConfiguredPrivacy ? level : null;
        pipeline.Privacy = level;
    }

    /// <summary>The configuration changed: takes over its live keys, under what commands have set.</summary>
    public void Apply()
    {
        pipeline.Privacy = _asked is { } asked && asked < ConfiguredPrivacy ? asked : ConfiguredPrivacy;
        pipeline.Apply(_thresholds.Over(config()));
    }
}
