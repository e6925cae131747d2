using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Vision.Decoding;
using static EdgeDaemon.Tests.Pipeline.ObjectRig;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>
/// What a privacy level does not allow is not in the journal: two histories that differ only in such things leave the same files, byte for
/// byte, so that nobody who has the files can tell them apart.
/// </summary>
public sealed class PrivacyTests
{
    private static readonly ZoneConfig LeftHalf = new() { Name = "left", Area = [new(0, 0), new(0.5, 0), new(0.5, 1), new(0, 1)], Inertia = 1 };
    private static readonly BoundingBox Near = new(0.11f, 0.29f, 0.32f, 0.72f);

    [Theory]
    [InlineData(PrivacyLevel.Presence)]
    [InlineData(PrivacyLevel.Count)]
    [InlineData(PrivacyLevel.Zone)]
    [InlineData(PrivacyLevel.Track)]
    public void Journal_HistoriesThatDifferBeyondTheLevel_AreTheSameBytes(PrivacyLevel level)
    {
        var (one, other) = (Journal(level, History), Journal(level, BeyondOf(level)));

        Assert.True(one.AsSpan().SequenceEqual(other), $"{level}: the journal tells them apart");
    }

    [Theory]
    [InlineData(PrivacyLevel.Count, PrivacyLevel.Presence)]
    [InlineData(PrivacyLevel.Zone, PrivacyLevel.Count)]
    [InlineData(PrivacyLevel.Track, PrivacyLevel.Zone)]
    [InlineData(PrivacyLevel.Box, PrivacyLevel.Track)]
    public void Journal_OneLevelMore_TellsThemApart(PrivacyLevel level, PrivacyLevel beyond) =>
        Assert.False(Journal(level, History).AsSpan().SequenceEqual(Journal(level, BeyondOf(beyond))));

    [Fact]
    public void TimeRounding_TimesAndDurations_AreMultiples()
    {
        var rounding = TimeSpan.FromMinutes(1);
        using var rig = new ObjectRig(Camera with { Privacy = new PrivacyConfig { TimeRounding = rounding } });
        rig.Time.Advance(TimeSpan.FromSeconds(83));
        rig.Show(4, Car(Left));
        rig.Time.Advance(TimeSpan.FromSeconds(33));
        rig.Show(700, Car(Left));
        rig.Show(9);

        var events = rig.Records.Where(r => r.TrackId > 0).ToList();
        Assert.Equal([LabelRecordKind.EventStart, LabelRecordKind.EventUpdate, LabelRecordKind.EventEnd], events.Select(r => r.Kind));
        Assert.All(events, r => Assert.Equal(0, r.WallTimeMs % 60_000));
        Assert.Equal(60_000u, events[2].Value);
        // Both clocks are set back by the same time, so that neither tells what the other hides.
        var boot = rig.Records[0];
        Assert.All(events, r => Assert.InRange((r.WallTimeMs - boot.WallTimeMs) - (r.MonotonicCs * 10L), -10, 10));
    }

    [Fact]
    public void SetPrivacy_Stricter_HoldsOverAReloadAndAgainstALooserConfiguration()
    {
        using var rig = new ObjectRig(Camera with { Privacy = new PrivacyConfig { Level = PrivacyLevel.Track } });
        Assert.Equal((PrivacyLevel.Track, PrivacyLevel.Track), (rig.Controls.Privacy, rig.Controls.ConfiguredPrivacy));
        rig.Controls.Enforce(new CameraDecisions(new LevelDecision(PrivacyLevel.Count, DecisionOrigin.Network), null, null));
        rig.Controls.Apply();

        Assert.Equal(PrivacyLevel.Count, rig.Controls.Privacy);
        rig.Controls.Enforce(default);
        Assert.Equal(PrivacyLevel.Track, rig.Controls.Privacy);
    }

    private static byte[] Journal(PrivacyLevel level, Action<ObjectRig> history)
    {
        using var rig = new ObjectRig(Camera with { Privacy = new PrivacyConfig { Level = level }, Zones = [LeftHalf] });
        history(rig);
        return rig.JournalBytes();
    }

    private static void History(ObjectRig rig)
    {
        rig.Show(4, Car(Left, 0.7f), Car(Right, 0.7f));
        rig.Show(3, Car(Left, 0.7f), Car(Right, 0.7f));
        rig.Show(4, Car(Left, 0.7f));
        rig.Show(4);
    }

    /// <summary>The same history in all that the level tells, and another one in the next thing that it does not.</summary>
    private static Action<ObjectRig> BeyondOf(PrivacyLevel level) => level switch
    {
        // Another one more or less, as long as there is any.
        PrivacyLevel.Presence => rig =>
        {
            rig.Show(7, Car(Left, 0.7f));
            rig.Show(4, Car(Left, 0.7f), Car(Right, 0.7f));
            rig.Show(4);
        }
        ,
        // Other places and zones.
        PrivacyLevel.Count => rig =>
        {
            var (a, b) = (new BoundingBox(0.55f, 0.1f, 0.7f, 0.4f), new BoundingBox(0.8f, 0.5f, 0.95f, 0.9f));
            rig.Show(7, Car(a, 0.7f), Car(b, 0.7f));
            rig.Show(4, Car(b, 0.7f));
            rig.Show(4);
        }
        ,
        // Other scores and sub-labels, and news of them.
        PrivacyLevel.Zone => rig =>
        {
            rig.Show(4, Car(Left, 0.9f, sub: 3), Car(Right, 0.8f));
            rig.Show(3, Car(Left, 0.99f, sub: 3), Car(Right, 0.95f, sub: 1));
            rig.Show(4, Car(Left, 0.6f, sub: 3));
            rig.Show(4);
        }
        ,
        // Other boxes in the same zones.
        _ => rig =>
        {
            rig.Show(7, Car(Near, 0.7f), Car(Right with { Bottom = 0.75f }, 0.7f));
            rig.Show(4, Car(Near, 0.7f));
            rig.Show(4);
        }
        ,
    };
}
