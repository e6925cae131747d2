using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;

namespace EdgeDaemon.Pipeline;

/// <summary>One camera as commands see it. Used by the inference thread.</summary>
/// <param name="pipeline">The camera.</param>
/// <param name="records">Where its privacy level is applied.</param>
/// <param name="labels">Its labels as slugs, by index.</param>
/// <param name="config">Its configuration as it is now.</param>
/// <param name="capture">Closes its source.</param>
internal sealed class CameraControls(
    CameraPipeline pipeline, RecordProjector records, IReadOnlyList<string> labels, Func<CameraConfig> config, CaptureGate capture) : ICameraControls
{
    private readonly ThresholdOverrides _thresholds = new();
    private PrivacyLevel? _asked;

    /// <inheritdoc/>
    public PrivacyLevel Privacy => records.Privacy;

    /// <inheritdoc/>
    public PrivacyLevel ConfiguredPrivacy => config().Privacy.Level;

    /// <inheritdoc/>
    public int LabelCount => labels.Count;

    /// <inheritdoc/>
    public void Pause()
    {
        pipeline.Pause();
        capture.Set(isClosed: true);
    }

    /// <inheritdoc/>
    public void Resume()
    {
        pipeline.Resume();
        capture.Set(isClosed: false);
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
        Use(level);
    }

    /// <summary>The configuration changed: takes over its live keys, under what commands have set.</summary>
    public void Apply()
    {
        Use(_asked is { } asked && asked < ConfiguredPrivacy ? asked : ConfiguredPrivacy);
        pipeline.Apply(_thresholds.Over(config()));
    }

    private void Use(PrivacyLevel level)
    {
        // Their ends may still be told as they began.
        if (level != records.Privacy)
            pipeline.Interrupt();
        records.Privacy = level;
    }
}
