using System.Collections.Immutable;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>Thresholds that commands have set: they stand before the configuration's, over its reloads, until the process starts again.</summary>
internal sealed class ThresholdOverrides
{
    private double? _all;
    private ImmutableDictionary<string, double> _ofLabels = ImmutableDictionary<string, double>.Empty;

    /// <summary>Sets the threshold of one label, or of all that have none of their own.</summary>
    public void Set(string? label, double score)
    {
        if (label is null)
            _all = score;
        else
            _ofLabels = _ofLabels.SetItem(label, score);
    }

    /// <summary>The configuration with these in it.</summary>
    public CameraConfig Over(CameraConfig config) => config with
    {
        ScoreThreshold = _all ?? config.ScoreThreshold,
        LabelThresholds = config.LabelThresholds.SetItems(_ofLabels),
    };
}
