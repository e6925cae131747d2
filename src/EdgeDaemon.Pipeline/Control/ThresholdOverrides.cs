using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// Thresholds that commands have set, until the process starts again. The operator's stand before the configuration's, over its reloads; the
/// network's hold where they are higher than what then holds.
/// </summary>
internal sealed class ThresholdOverrides
{
    private Layer _operator = Layer.Empty;
    private Layer _network = Layer.Empty;

    /// <summary>Sets the threshold of one label, or of all that have none of their own. The operator's takes the network's back.</summary>
    public void Set(string? label, double score, DecisionOrigin by)
    {
        if (by == DecisionOrigin.Operator)
            (_operator, _network) = (_operator.With(label, score), _network.With(label, null));
        else
            _network = _network.With(label, score);
    }

    /// <summary>The configuration with the operator's in it: what the network cannot undercut.</summary>
    public CameraConfig OfDevice(CameraConfig config) => config with
    {
        ScoreThreshold = _operator.All ?? config.ScoreThreshold,
        LabelThresholds = config.LabelThresholds.SetItems(_operator.OfLabels),
    };

    /// <summary><see cref="OfDevice"/> with the network's over it.</summary>
    /// <param name="device">What <see cref="OfDevice"/> says.</param>
    /// <param name="deviceThreshold">The score that labels without a threshold of their own have there.</param>
    public CameraConfig OverDevice(CameraConfig device, double deviceThreshold) => device with
    {
        ScoreThreshold = _network.All is { } all ? Math.Max(all, deviceThreshold) : device.ScoreThreshold,
        LabelThresholds = device.LabelThresholds.SetItems(_network.OfLabels.Select(label =>
            KeyValuePair.Create(label.Key, Math.Max(label.Value, device.LabelThresholds.GetValueOrDefault(label.Key, deviceThreshold))))),
    };

    private sealed record Layer(double? All, ImmutableDictionary<string, double> OfLabels)
    {
        public static Layer Empty { get; } = new(null, ImmutableDictionary<string, double>.Empty);

        public Layer With(string? label, double? score) =>
            label is null ? this with { All = score } : this with { OfLabels = score is { } known ? OfLabels.SetItem(label, known) : OfLabels.Remove(label) };
    }
}
