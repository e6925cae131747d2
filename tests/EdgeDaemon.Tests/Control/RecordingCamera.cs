using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;

namespace EdgeDaemon.Tests.Control;

/// <summary>A camera that only notes what it is told.</summary>
internal sealed class RecordingCamera : ICameraControls
{
    public List<string> Told { get; } = [];

    public CameraTerms Terms { get; private set; } = new(new LevelDecision(PrivacyLevel.Box, DecisionOrigin.Configuration), null);

    public PrivacyLevel Privacy => Terms.Privacy.Level;

    public PrivacyLevel ConfiguredPrivacy { get; init; } = PrivacyLevel.Box;

    public int LabelCount { get; init; } = 3;

    public double DeviceScore { get; private set; }

    public double DeviceThreshold(int? label) => DeviceScore;

    public void Enforce(in CameraDecisions decisions)
    {
        var before = Terms;
        Terms = CameraTerms.Of(decisions, ConfiguredPrivacy);
        if (Terms.Pause is null != before.Pause is null)
            Told.Add(Terms.Pause is null ? "resume" : "pause");
        if (Terms.Privacy.Level != before.Privacy.Level)
            Told.Add($"privacy {Terms.Privacy.Level}");
    }

    public void SetThreshold(int? label, double score, DecisionOrigin by)
    {
        if (by == DecisionOrigin.Operator)
            DeviceScore = score;
        Told.Add(FormattableString.Invariant($"threshold {label} {score}"));
    }
}
