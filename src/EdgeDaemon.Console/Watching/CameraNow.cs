using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;

namespace EdgeDaemon.Console.Watching;

/// <summary>What holds for a camera, as far as the journal tells.</summary>
/// <param name="name">Its name.</param>
internal sealed class CameraNow(string name)
{
    private readonly SortedDictionary<string, uint> _counts = new(StringComparer.Ordinal);
    private CameraState _state;
    private CameraHealth _health;
    private EffectiveSettings? _settings;
    private CameraMetrics? _metrics;

    /// <summary>Takes in a record about it.</summary>
    public void Take(in LabelRecord record, CameraNames names)
    {
        switch (record.Kind)
        {
            case LabelRecordKind.State:
                (_state, _settings) = ((CameraState)record.Value, EffectiveSettings.From(record));
                if (_state != CameraState.Live)
                    _counts.Clear();
                break;
            case LabelRecordKind.Health:
                _health = (CameraHealth)record.Value;
                break;
            case LabelRecordKind.Metrics:
                _metrics = CameraMetrics.From(record);
                break;
            case LabelRecordKind.Count when record.Label < names.Labels.Length:
                _counts[names.Labels[record.Label]] = record.Value;
                break;
        }
    }

    /// <summary>The vision process began anew: nothing is known.</summary>
    public void Forget()
    {
        (_state, _health, _settings, _metrics) = (CameraState.Starting, CameraHealth.Unknown, null, null);
        _counts.Clear();
    }

    /// <summary>As a document.</summary>
    public CameraOutput ToOutput() => new(
        name, TopicValues.Word(_state), TopicValues.Word(_health), new Dictionary<string, uint>(_counts),
        _settings is { } s ? TopicValues.Word(s.Privacy) : null, _settings?.Pause is not null, _settings?.Threshold,
        _metrics?.FramesPerSecond, _metrics?.LatencyP50?.TotalMilliseconds, _metrics?.LatencyP99?.TotalMilliseconds,
        _metrics?.FramesIn, _metrics?.FramesInferred, _metrics?.FramesGated, _metrics?.RateShare);
}
