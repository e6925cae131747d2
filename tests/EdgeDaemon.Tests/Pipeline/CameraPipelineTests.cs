using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Capturing;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Gating;
using static EdgeDaemon.Tests.Pipeline.ObjectRig;

namespace EdgeDaemon.Tests.Pipeline;

public sealed class CameraPipelineTests
{
    private static readonly ZoneConfig RightHalf = new() { Name = "right", Area = [new(0.5, 0), new(1, 0), new(1, 1), new(0.5, 1)], Inertia = 1 };
    private static readonly ZoneConfig Everywhere = new() { Name = "all", Area = [new(0, 0), new(1, 0), new(1, 1), new(0, 1)], Inertia = 1, Labels = ["person"] };

    [Fact]
    public void Process_TwoOfALabel_AreTwoEventsAndACount()
    {
        using var rig = new ObjectRig(Camera);
        rig.Show(2, Car(Left), Car(Right));
        rig.Show(4, Car(Left));

        Assert.Equal(["Boot", "Starting", "Live", "start 0 #1 z0", "start 0 #2 z0", "count 0=2", "end 0 #2 z0", "count 0=1"], rig.Story);
    }

    [Fact]
    public void Process_Zones_AreBitsOfTheEvents()
    {
        using var rig = new ObjectRig(Camera with { Zones = [RightHalf, Everywhere] });
        rig.Show(3, Car(Left), Person(Right));
        for (var x = 0.1f; x < 0.6f; x += 0.1f)
            rig.Show(1, Car(new(x, 0.3f, x + 0.2f, 0.7f)), Person(Right));

        Assert.Equal(["start 0 #1 z0", "start 1 #2 z3", "update 0 #1 z1"], rig.Story.Where(s => s.Contains('#', StringComparison.Ordinal)));
    }

    [Fact]
    public void Apply_ZoneMoved_CountsFromThenOn()
    {
        using var rig = new ObjectRig(Camera with { Zones = [RightHalf] });
        rig.Show(3, Car(Left));
        rig.Pipeline.Apply(Camera with { Zones = [RightHalf with { Area = [new(0, 0), new(0.5, 0), new(0.5, 1), new(0, 1)] }] });
        rig.Show(2, Car(Left));

        Assert.Equal("update 0 #1 z1", rig.Story.Last());
    }

    [Fact]
    public void Process_UnderAMask_IsNotThere()
    {
        using var rig = new ObjectRig(Camera with { Masks = [[new(0, 0), new(0.5, 0), new(0.5, 1), new(0, 1)]] });
        rig.Show(5, Car(Left));

        Assert.Equal(["Boot", "Starting", "Live"], rig.Story);
    }

    [Fact]
    public void Process_StillScene_IsGatedOnceTheObjectIsSettled()
    {
        using var rig = new ObjectRig(Camera with { Motion = new MotionConfig { Keepalive = TimeSpan.FromSeconds(2) } });
        rig.Show(100, Car(Left));

        Assert.InRange(rig.Objects.Looks, 9, 20);
        Assert.Equal(100 - rig.Objects.Looks, rig.Pipeline.Gate.FramesGated);
        Assert.Equal(100, rig.Pipeline.Gate.FramesDecided);
        Assert.True(rig.Pipeline.Gate.Motion![GateReason.Keepalive] >= 4);
        Assert.Equal(["start 0 #1 z0", "count 0=1"], rig.Story.Skip(3));
    }

    [Fact]
    public void Process_GatedScene_LoiteringIsNoticedAllTheSame()
    {
        using var rig = new ObjectRig(Camera with
        {
            Motion = new MotionConfig { Keepalive = TimeSpan.FromSeconds(60) },
            Zones = [Everywhere with { Labels = [], Loitering = TimeSpan.FromSeconds(5) }],
        });
        rig.Show(80, Car(Left));

        Assert.InRange(rig.Objects.Looks, 8, 15);
        Assert.Equal("update 0 #1 z1", rig.Story.Last());
    }

    [Fact]
    public void Process_SourceNotBoundToTime_IsNeverGated()
    {
        using var rig = new ObjectRig(Camera with { Source = new SceneSourceConfig { Fps = null }, Motion = new MotionConfig() });
        rig.Show(60);

        Assert.Equal(60, rig.Objects.Looks);
        Assert.Null(rig.Pipeline.Gate.Motion);
    }

    [Fact]
    public void Schedule_DetectIsOff_StopsTheCameraAndClosesItsEvents()
    {
        using var rig = new ObjectRig(Camera with
        {
            Schedule = [new ScheduleConfig { Dark = true, Detect = false }],
            Tracking = new TrackingConfig { StationaryAfter = TimeSpan.FromMinutes(2) },
        });
        rig.Show(3, Car(Left));
        rig.Light = 5;
        rig.Show(200, Car(Left)); // The mean of some seconds decides.
        var looks = rig.Objects.Looks;
        rig.Show(20, Car(Left));
        Assert.Equal(looks, rig.Objects.Looks);
        rig.Light = 100;
        rig.Show(200, Car(Left));

        Assert.Equal(
            ["Boot", "Starting", "Live", "start 0 #1 z0", "count 0=1", "Stopped", "end 0 #1 z0", "count 0=0", "Live", "start 0 #2 z0", "count 0=1"],
            rig.Story);
    }

    [Fact]
    public void Schedule_OtherThreshold_HoldsAtItsTime()
    {
        using var probe = new ObjectRig(Camera);
        var now = probe.Time.GetLocalNow();
        using var rig = new ObjectRig(Camera with
        {
            Schedule = [new ScheduleConfig { From = Clock(now.AddMinutes(10)), To = Clock(now.AddMinutes(20)), ScoreThreshold = 0.9 }],
        });
        rig.Show(3, Car(Left));
        rig.Show(4);
        rig.Time.Advance(TimeSpan.FromMinutes(15));
        rig.Show(60);
        rig.Show(5, Car(Left));
        Assert.Single(rig.Story, s => s.StartsWith("start", StringComparison.Ordinal));
        rig.Time.Advance(TimeSpan.FromMinutes(15));
        rig.Show(60, Car(Left));

        Assert.Equal(2, rig.Story.Count(s => s.StartsWith("start", StringComparison.Ordinal)));
    }

    [Fact]
    public void SourceChanged_PrivacyCameAndWentDuringOneRun_StandsInTheJournal()
    {
        using var rig = new ObjectRig(Camera);
        rig.Show(3, Car(Left));
        var place = rig.Frames.PlaceOf(0);
        place.Post(SourceState.Private);
        place.Post(SourceState.Delivering);
        while (rig.Frames.TryTake(TimeSpan.Zero, out var item))
            rig.Pipeline.SourceChanged(item.State);
        rig.Show(3, Car(Left));

        Assert.Equal(["Private", "end 0 #1 z0", "count 0=0", "Live", "start 0 #2 z0", "count 0=1"], rig.Story.Skip(5));
    }

    [Fact]
    public void FramesInferred_ScheduleIsOff_CountsOnlyWhatTheModelSaw()
    {
        using var rig = new ObjectRig(Camera with { Schedule = [new ScheduleConfig { Dark = true, Detect = false }] });
        rig.Show(3, Car(Left));
        rig.Light = 5;
        rig.Show(200, Car(Left));

        Assert.InRange(rig.Objects.Looks, 3, 150);
        var counters = rig.Pipeline.Counters;
        Assert.Equal((203, rig.Objects.Looks, 0, 203 - rig.Objects.Looks), (counters.Decided, counters.Inferred, counters.Gated, counters.Skipped));
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        using var rig = new ObjectRig(Camera with { Zones = [RightHalf, Everywhere], Motion = new MotionConfig { Keepalive = TimeSpan.FromSeconds(0.2) }, Schedule = [new ScheduleConfig { Dark = true }] });
        rig.TimePasses = false; // The journal's timer writes to disk, which is not the frames' business.
        var (frames, many, few) = (0, new[] { Car(Left), Person(Right) }, Array.Empty<Detection>());

        Assert.Equal(0, Allocations.InSteadyState(() => rig.Show(1, ++frames % 20 < 10 ? many : few)));
        Assert.Contains(rig.Story, s => s.StartsWith("end", StringComparison.Ordinal));
    }

    [Fact]
    public void Process_Crowd_AllocatesNothing()
    {
        using var rig = new ObjectRig(Camera with { Zones = [RightHalf, Everywhere], Motion = new MotionConfig { Keepalive = TimeSpan.FromSeconds(0.2) } });
        rig.TimePasses = false;
        rig.Objects.Embedding = [0.6f, 0.8f];
        var (frames, random, crowd) = (0, new Random(3), new Detection[60]);

        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            // They shuffle about, come and go, and some stand in each other's way.
            for (var i = 0; i < crowd.Length; i++)
            {
                var (x, y) = ((i % 10 * 0.09f) + (random.NextSingle() * 0.02f), (i / 10 * 0.14f) + (random.NextSingle() * 0.02f));
                crowd[i] = new Detection(new(x, y, x + 0.1f, y + 0.15f), i % 2, 0.55f + (random.NextSingle() * 0.4f)) { SubLabel = new(i % 3, 0.7f) };
            }

            rig.Show(1, ++frames % 30 < 20 ? crowd : []);
        }));
        Assert.True(rig.Story.Count(s => s.StartsWith("end", StringComparison.Ordinal)) > 100);
    }

    [Fact]
    public void Process_ObjectComesToRest_IsAnUpdateWhereTracksAreTold()
    {
        var still = Camera with { Tracking = new TrackingConfig { StationaryAfter = TimeSpan.FromSeconds(1) } };
        using var rig = new ObjectRig(still);
        using var strict = new ObjectRig(still with { Privacy = new PrivacyConfig { Level = PrivacyLevel.Zone } });
        rig.Show(20, Car(Left, sub: 1));
        strict.Show(20, Car(Left, sub: 1));

        var update = Assert.Single(rig.Records, r => r.Kind == LabelRecordKind.EventUpdate && r.Flags.HasFlag(LabelRecordFlags.Stationary));
        Assert.InRange(update.SubScore, 0.85 * 255, 0.95 * 255);
        Assert.DoesNotContain(strict.Records, r => r.Kind == LabelRecordKind.EventUpdate || r.Flags.HasFlag(LabelRecordFlags.Stationary) || r.SubScore > 0);
    }

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
