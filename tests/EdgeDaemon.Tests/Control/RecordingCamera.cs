using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;

namespace EdgeDaemon.Tests.Control;

/// <summary>A camera that only notes what it is told.</summary>
internal sealed class RecordingCamera : ICameraControls
{
    public List<string> Told { get; } = [];

    public PrivacyLevel Privacy { get; private set; } = PrivacyLevel.Box;

    public PrivacyLevel ConfiguredPrivacy { get; init; } = PrivacyLevel.Box;

    public int LabelCount { get; init; } = 3;

    public void Pause() => Told.Add("pause");

    public void Resume() => Told.Add("resume");

    public void SetThreshold(int? label, double score) => Told.Add(FormattableString.Invariant($"threshold {label} {score}"));

    public void SetPrivacy(PrivacyLevel level)
    {
        Privacy = level;
        Told.Add($"privacy {level}");
    }
}
