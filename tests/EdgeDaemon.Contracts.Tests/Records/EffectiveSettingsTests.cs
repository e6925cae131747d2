using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Tests.Records;

public sealed class EffectiveSettingsTests
{
    public static TheoryData<EffectiveSettings> All => new()
    {
        new EffectiveSettings(PrivacyLevel.Presence, DecisionOrigin.Safeguard, new EffectivePause(DecisionOrigin.Safeguard, null), null, null),
        new EffectiveSettings(PrivacyLevel.Box, DecisionOrigin.Configuration, null, 0, 1),
        new EffectiveSettings(PrivacyLevel.Zone, DecisionOrigin.Operator, new EffectivePause(DecisionOrigin.Network, TimeSpan.FromSeconds(604_800)), 0.6, 0.1234),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void From_WhatWasWritten_IsTheSame(EffectiveSettings settings)
    {
        var record = LabelRecord.Of(LabelRecordKind.State, camera: 3);
        settings.WriteTo(ref record);

        Assert.Equal(settings, EffectiveSettings.From(record));
        Assert.Equal((3, LabelRecordKind.State, LabelRecord.NoLabel), (record.Camera, record.Kind, record.Label));
    }

    [Fact]
    public void WriteTo_PauseThatIsNearlyOver_IsStillOne()
    {
        var record = LabelRecord.Of(LabelRecordKind.State);
        new EffectiveSettings(default, default, new EffectivePause(DecisionOrigin.Operator, TimeSpan.FromMilliseconds(-5)), 0.5, 0.5).WriteTo(ref record);

        Assert.Equal(TimeSpan.FromSeconds(1), EffectiveSettings.From(record)?.Pause?.Left);
    }

    [Theory]
    [InlineData(ushort.MaxValue, 0)]
    [InlineData(0x0005, 0)]
    [InlineData(0x0400, 0)]
    [InlineData(0x0104, 9)]
    public void From_OlderBuildOrNoSuchLevelOrOrigin_IsNothing(int subLabel, byte score) =>
        Assert.Null(EffectiveSettings.From(LabelRecord.Of(LabelRecordKind.State) with { SubLabel = (ushort)subLabel, Score = score }));
}
