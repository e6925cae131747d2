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
    private CameraDecisions _decisions;

    /// <inheritdoc/>
    public PrivacyLevel Privacy => pipeline.Privacy;

    /// <inheritdoc/>
    public PrivacyLevel ConfiguredPrivacy => config().Privacy.Level;

    /// <inheritdoc/>
    public int LabelCount => labels.Count;

    /// <inheritdoc/>
    public double DeviceThreshold(int? label) => pipeline.ThresholdOf(_thresholds.OfDevice(config()), label) ?? 0;

    /// <inheritdoc/>
    public void Enforce(in CameraDecisions decisions)
    {
        _decisions = decisions;
        pipeline.Enforce(CameraTerms.Of(decisions, ConfiguredPrivacy));
    }

    /// <inheritdoc/>
    public void SetThreshold(int? label, double score, DecisionOrigin by)
    {
        _thresholds.Set(label is { } index ? labels[index] : null, score, by);
        ApplyThresholds();
    }

    /// <summary>The configuration changed: takes over its live keys, under what commands have set.</summary>
    public void Apply()
    {
        Enforce(_decisions);
        ApplyThresholds();
    }

    private void ApplyThresholds()
    {
        var device = _thresholds.OfDevice(config());
        pipeline.Apply(_thresholds.OverDevice(device, DeviceThreshold(label: null)), device);
    }
}
