using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class EventTrackerTests
{
    private static readonly TrackParameters Parameters = new()
    {
        VisibleFrames = 3,
        HiddenFrames = 4,
        StationaryAfter = TimeSpan.FromSeconds(2),
        Labels = [new LabelRule(0.5f), new LabelRule(0.5f, MinArea: 0.01f, MaxArea: 0.2f), new LabelRule(LabelSummary.Never)],
    };

    private readonly EventTracker _tracker = new(Parameters);
    private readonly TrackTransition[] _transitions = new TrackTransition[EventTracker.MaxTransitions];
    private int _frame;

    /// <summary>One object that stands still; a digit is ten times its score, a dot a frame without it.</summary>
    [Theory]
    [InlineData("66", "")]
    [InlineData("666", "3:Started")]
    [InlineData("66.6", "4:Started")]
    [InlineData("66....66", "")]
    [InlineData("6664444", "3:Started")] // Below the threshold it is kept, down to 0.35.
    [InlineData("6663333", "3:Started 7:Ended")]
    [InlineData("4444444", "")]
    [InlineData("64446444", "")] // The median decides.
    [InlineData("644466666", "7:Started")]
    [InlineData("666.6..6...6", "3:Started")]
    [InlineData("666....", "3:Started 7:Ended")]
    [InlineData("666....666", "3:Started 7:Ended 10:Started")]
    [InlineData("66678", "3:Started 4:Updated 5:Updated")]
    public void Observe_ScoresPerFrame_MakeEvents(string scores, string expected)
    {
        var changes = scores.SelectMany(c => (c == '.' ? Observe() : Observe(Standing(0, (c - '0') / 10f))).Select(t => $"{_frame}:{t.Change}"));

        Assert.Equal(expected, string.Join(' ', changes.ToArray()));
    }

    [Fact]
    public void Observe_Ended_CarriesDurationTopScoreAndLastBox()
    {
        foreach (var score in new[] { 0.6f, 0.9f, 0.7f, 0.6f })
            Observe(Standing(0, score));
        Observe();
        Observe();
        Observe();

        var ended = Assert.Single(Observe());

        Assert.Equal((TrackChange.Ended, 1, 0, 0.6f, 0.9f), (ended.Change, ended.Track, ended.LabelIndex, ended.Score, ended.TopScore));
        Assert.Equal(TimeSpan.FromSeconds(0.5), ended.Duration);
        Assert.Equal(Standing(0, 0).Box, ended.Box);
    }

    [Fact]
    public void Observe_WalkingObject_KeepsItsNumberThroughGapsAndOverTheFrame()
    {
        var starts = 0;
        for (var i = 0; i < 60; i++)
        {
            if (i % 5 is 2 or 3)
                Assert.Empty(Observe());
            else
                starts += Observe(Walking(i)).Count(t => t.Change == TrackChange.Started);
        }

        Assert.Equal(1, starts);
        Assert.Equal(1, _tracker.CountOf(0));
    }

    [Fact]
    public void Observe_TwoWhoPassEachOther_KeepTheirNumbers()
    {
        for (var i = 0; i < 50; i++)
        {
            var (a, b) = (Box(0.1f + (i * 0.016f), 0.40f, 0.08f, 0.3f), Box(0.9f - (i * 0.016f), 0.46f, 0.08f, 0.3f));
            Observe(new Detection(a, 0, 0.8f), new Detection(b, 0, 0.7f));
        }

        Assert.Equal(2, _tracker.Tracks.Length);
        Assert.InRange(_tracker.Tracks[0].Box.Left, 0.85f, 0.92f);
        Assert.InRange(_tracker.Tracks[1].Box.Left, 0.08f, 0.15f);
    }

    [Fact]
    public void Observe_LostOneAppearsAside_IsTheSameEvent()
    {
        for (var i = 0; i < 5; i++)
            Observe(new Detection(Box(0.3f, 0.4f, 0.1f, 0.3f), 0, 0.7f));
        var changes = Enumerable.Range(0, 6).SelectMany(_ => Observe(new Detection(Box(0.42f, 0.42f, 0.1f, 0.3f), 0, 0.7f))).ToArray();

        Assert.Empty(changes);
        Assert.Equal(1, _tracker.CountOf(0));
    }

    [Fact]
    public void Observe_OneSeenTwice_IsOneEvent()
    {
        var once = new Detection(Box(0.3f, 0.4f, 0.2f, 0.3f), 0, 0.8f);
        var twice = once with { Box = Box(0.35f, 0.42f, 0.2f, 0.3f), Score = 0.7f };
        var changes = Enumerable.Range(0, 12).SelectMany(i => i < 3 ? Observe(once) : Observe(once, twice)).ToArray();

        Assert.Single(changes);
        Assert.Equal(1, _tracker.CountOf(0));
    }

    [Fact]
    public void Observe_AnotherAppearsWhileTheFirstIsSeen_IsAnotherEvent()
    {
        var starts = 0;
        for (var i = 0; i < 8; i++)
        {
            var first = new Detection(Box(0.3f, 0.4f, 0.1f, 0.3f), 0, 0.7f);
            starts += (i < 4 ? Observe(first) : Observe(first, first with { Box = Box(0.42f, 0.42f, 0.1f, 0.3f) })).Count(t => t.Change == TrackChange.Started);
        }

        Assert.Equal((2, 2), (starts, _tracker.CountOf(0)));
    }

    [Fact]
    public void Observe_LabelFlickers_MostVotesNameTheEventForGood()
    {
        Observe(Standing(1, 0.6f));
        Observe(Standing(0, 0.7f));
        var started = Assert.Single(Observe(Standing(0, 0.7f)));
        for (var i = 0; i < 10; i++)
            Assert.Empty(Observe(Standing(1, 0.6f)));

        Assert.Equal(0, started.LabelIndex);
        Assert.Equal((1, 0), (_tracker.CountOf(0), _tracker.CountOf(1)));
    }

    [Theory]
    [InlineData(0.05f, false)]
    [InlineData(0.3f, true)]
    [InlineData(0.6f, false)]
    public void Observe_SizeFilter_LetsOnlyFittingBoxesStart(float side, bool expected)
    {
        for (var i = 0; i < 6; i++)
            Observe(new Detection(Box(0.1f, 0.1f, side, side), 1, 0.9f));

        Assert.Equal(expected ? 1 : 0, _tracker.CountOf(1));
    }

    [Fact]
    public void Observe_LabelsThatAreNotReported_AreNotThere()
    {
        for (var i = 0; i < 6; i++)
            Assert.Empty(Observe(Standing(2, 1), Standing(77, 1)));
    }

    [Fact]
    public void Observe_UnderTheMask_IsNotThere()
    {
        _tracker.Parameters = Parameters with { Mask = new CellMask([new Polygon([new(0, 0.5f), new(1, 0.5f), new(1, 1), new(0, 1)])]) };
        for (var i = 0; i < 6; i++)
            Assert.Empty(Observe(Standing(0, 0.9f)));
    }

    [Fact]
    public void Observe_StationaryObject_IsCountedButNoLongerNews()
    {
        var told = Enumerable.Range(0, 30).SelectMany(_ => Observe(Standing(0, 0.6f))).Select(t => (t.Change, t.IsStationary, t.At.TotalSeconds)).ToArray();
        Assert.Equal([(TrackChange.Started, false, 0.3), (TrackChange.Updated, true, 2.1)], told);
        Assert.Empty(Observe(Standing(0, 0.9f)));
        Assert.Equal(1, _tracker.CountOf(0));

        for (var i = 0; i < 7; i++)
            Assert.Empty(Observe()); // Twice as patient.
        Assert.True(Assert.Single(Observe()).IsStationary);
    }

    [Fact]
    public void Observe_StationaryObjectMovesOn_IsTold()
    {
        for (var i = 0; i < 30; i++)
            Observe(Walking(10));
        var told = Enumerable.Range(10, 20).SelectMany(i => Observe(Walking(i))).ToArray();

        Assert.Equal([(TrackChange.Updated, false)], told.Select(t => (t.Change, t.IsStationary)));
    }

    [Fact]
    public void Reconsider_DismissedObject_IsJudgedAgain()
    {
        _tracker.IsDismissed = _ => true;
        for (var i = 0; i < 5; i++)
            Assert.Empty(Observe(Standing(0, 0.6f)));
        _tracker.IsDismissed = _ => false;
        Assert.Empty(Observe(Standing(0, 0.6f)));
        _tracker.Reconsider();

        Assert.Equal(TrackChange.Started, Assert.Single(Observe(Standing(0, 0.6f))).Change);
    }

    [Fact]
    public void Observe_SubLabels_MostVotesAreToldOnceSure()
    {
        Observe(Standing(0, 0.6f, sub: 4));
        Observe(Standing(0, 0.6f, sub: 5));
        Assert.False(Assert.Single(Observe(Standing(0, 0.6f))).SubLabel.IsKnown);
        var told = Assert.Single(Observe(Standing(0, 0.6f, sub: 5)));
        Assert.Equal((5, 0.8f), (told.SubLabel.Index, told.SubLabel.Score));
        Assert.Empty(Observe(Standing(0, 0.6f, sub: 4)));
    }

    [Fact]
    public void Observe_ZoneEnteredAndLeft_IsTold()
    {
        _tracker.Parameters = Parameters with
        {
            Zones = [new AreaZone(new Polygon([new(0.5f, 0), new(1, 0), new(1, 1), new(0.5f, 1)])) { InertiaFrames = 2 }],
        };
        var told = new List<string>();
        for (var i = 0; i < 60; i++)
            told.AddRange((i < 55 ? Observe(Walking(i, speed: 0.02f)) : Observe()).Select(t => $"{t.Change} {t.Zones}"));

        Assert.Equal(["Started 0", "Updated 1", "Updated 0", "Ended 0"], told);
    }

    [Fact]
    public void ObserveStill_TimePasses_LoiteringAndRestAreNoticed()
    {
        _tracker.Parameters = Parameters with
        {
            Zones = [new AreaZone(new Polygon([new(0, 0), new(1, 0), new(1, 1), new(0, 1)])) { InertiaFrames = 1, Loitering = TimeSpan.FromSeconds(3) }],
        };
        for (var i = 0; i < 4; i++)
            Observe(Standing(0, 0.6f));
        var told = new List<int>();
        for (; _frame < 40; _frame++)
        {
            if (_tracker.ObserveStill(TimeSpan.FromSeconds((_frame + 1) / 10.0), _transitions) > 0)
                told.Add(_frame + 1);
        }

        Assert.Equal([21, 31], told); // It comes to rest, then it loiters.
        Assert.True(Observe(Standing(0, 0.6f)) is []);
        Assert.True(_tracker.Tracks[0].IsStill);
    }

    [Fact]
    public void IsUnsettled_NewOrUnseen_UntilDecided()
    {
        Assert.False(_tracker.IsUnsettled);
        Observe(Standing(0, 0.6f));
        Assert.True(_tracker.IsUnsettled);
        Observe(Standing(0, 0.6f));
        Observe(Standing(0, 0.6f));
        Assert.False(_tracker.IsUnsettled);
        Observe();
        Assert.True(_tracker.IsUnsettled);
        Observe(Standing(0, 0.6f));
        Assert.False(_tracker.IsUnsettled);
    }

    [Fact]
    public void IsUnsettled_NeverBelieved_GivesUp()
    {
        for (var i = 0; i < 40; i++)
            Observe(Standing(0, i % 3 == 0 ? 0.55f : 0.4f));

        Assert.Equal(0, _tracker.CountOf(0));
        Assert.False(_tracker.IsUnsettled);
    }

    [Fact]
    public void Reset_WithRunningEvents_InterruptsThem()
    {
        for (var i = 0; i < 3; i++)
            Observe(Standing(0, 0.6f), new Detection(Box(0.7f, 0.7f, 0.05f, 0.05f), 0, 0.2f));

        Assert.Equal(1, _tracker.Reset(TimeSpan.FromSeconds(5), _transitions));
        Assert.Equal((TrackChange.Interrupted, TimeSpan.FromSeconds(5)), (_transitions[0].Change, _transitions[0].At));
        Assert.Equal(0, _tracker.CountOf(0));
    }

    [Fact]
    public void Dismiss_RunningEvent_EndsItAndStaysSilent()
    {
        for (var i = 0; i < 3; i++)
            Observe(Standing(0, 0.6f));

        Assert.Equal(TrackChange.Ended, _tracker.Dismiss(1, TimeSpan.FromSeconds(1))?.Change);
        for (var i = 0; i < 10; i++)
            Assert.Empty(Observe(Standing(0, 0.9f)));
        Assert.Equal(0, _tracker.CountOf(0));
        Assert.Null(_tracker.Dismiss(1, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Observe_TwoInTheSameBox_EachKeepsItsOwnFeatureVector()
    {
        var first = Standing(0, 0.9f) with { Embedding = [1, 0] };
        var second = Standing(1, 0.8f) with { Embedding = [0, 1] };
        Observe(first, second);
        Observe(first, second);

        Assert.Equal([(0, 1f), (1, 0f)], Observe(first, second).Select(t => (t.LabelIndex, t.Embedding![0])));
    }

    [Fact]
    public void IsDismissed_SaysYes_NothingStarts()
    {
        _tracker.IsDismissed = candidate => candidate.LabelIndex == 0;
        for (var i = 0; i < 10; i++)
            Assert.Empty(Observe(Standing(0, 0.9f)));
    }

    [Fact]
    public void Observe_MoreObjectsThanFit_FollowsTheFirst()
    {
        var crowd = Enumerable.Range(0, 200).Select(i => new Detection(Box(i % 20 / 20f, i / 20 / 10f, 0.03f, 0.06f), 0, 0.9f - (i * 0.001f))).ToArray();
        for (var i = 0; i < 5; i++)
            Observe(crowd);

        Assert.Equal(EventTracker.MaxTracks, _tracker.CountOf(0));
    }

    [Fact]
    public void Observe_AnyDetections_CountsAreStartsMinusEnds()
    {
        var random = new Random(2);
        var balance = new int[2];
        for (var i = 0; i < 2000; i++)
        {
            var objects = Enumerable.Range(0, random.Next(0, 9)).Select(_ => new Detection(
                Box(random.NextSingle(), random.NextSingle(), 0.05f + (random.NextSingle() * 0.3f), 0.05f + (random.NextSingle() * 0.3f)),
                random.Next(0, 3), random.NextSingle())).ToArray();
            foreach (var change in i % 97 == 0 ? Reset() : Observe(objects))
                balance[change.LabelIndex] += change.Change switch { TrackChange.Started => 1, TrackChange.Updated => 0, _ => -1 };
            Assert.Equal((balance[0], balance[1]), (_tracker.CountOf(0), _tracker.CountOf(1)));
        }

        Assert.True(_tracker.CountOf(0) + balance.Length > 0);
    }

    [Fact]
    public void Observe_SteadyState_AllocatesNothing()
    {
        var random = new Random(4);
        var objects = new Detection[12];
        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            for (var i = 0; i < objects.Length; i++)
                objects[i] = new(Box(random.NextSingle(), random.NextSingle(), 0.2f, 0.2f), i % 2, random.NextSingle()) { SubLabel = new(i % 3, 0.5f) };
            _tracker.Observe(TimeSpan.FromSeconds(_frame++ / 10.0), objects, _transitions);
            _ = _tracker.IsUnsettled;
        }));
    }

    private static BoundingBox Box(float left, float top, float width, float height) => new(left, top, left + width, top + height);

    private static Detection Standing(int label, float score, int sub = -1) =>
        new(Box(0.3f, 0.4f, 0.2f, 0.3f), label, score) { SubLabel = sub < 0 ? default : new(sub, 0.8f) };

    private static Detection Walking(int frame, float speed = 0.015f) => new(Box(frame * speed, 0.4f, 0.06f, 0.2f), 0, 0.7f);

    private TrackTransition[] Observe(params Detection[] objects) =>
        _transitions[.._tracker.Observe(TimeSpan.FromSeconds(++_frame / 10.0), objects, _transitions)];

    private TrackTransition[] Reset() => _transitions[.._tracker.Reset(TimeSpan.FromSeconds(_frame / 10.0), _transitions)];
}
