using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class LabelTrackerTests
{
    private readonly LabelTracker _tracker = new(2, new TrackParameters { VisibleFrames = 2, HiddenFrames = 3, Labels = [] });
    private int _frame;

    [Theory]
    [InlineData("1", "")]
    [InlineData("11", "2:Started=1")]
    [InlineData("101011", "6:Started=1")]
    [InlineData("1100100111", "2:Started=1")]
    [InlineData("11000", "2:Started=1 5:Ended=0")]
    [InlineData("1100011", "2:Started=1 5:Ended=0 7:Started=1")]
    [InlineData("1122", "2:Started=1 4:Counted=2")]
    [InlineData("1123", "2:Started=1 4:Counted=2")]
    [InlineData("32", "2:Started=2")]
    [InlineData("112121", "2:Started=1")]
    [InlineData("22101", "2:Started=2 5:Counted=1")]
    [InlineData("33121", "2:Started=3 5:Counted=2")]
    public void Observe_CountsPerFrame_ChangeAfterEnoughFrames(string counts, string expected)
    {
        var changes = counts.SelectMany(c => Observe(c - '0').Select(t => $"{_frame}:{t.Change}={t.Count}"));

        Assert.Equal(expected, string.Join(' ', changes.ToArray()));
    }

    [Fact]
    public void Observe_BetterScore_IsToldInSteps()
    {
        Observe(1, 0.50f);
        Observe(1, 0.60f);

        Assert.Empty(Observe(1, 0.64f));
        Assert.Equal((TrackChange.Updated, 0.66f), Single(Observe(1, 0.66f)));
        Assert.Empty(Observe(1, 0.55f));
        Assert.Equal((TrackChange.Updated, 0.99f), Single(Observe(1, 0.99f)));
    }

    [Fact]
    public void Observe_StreakThatFailed_LeavesNoTopScore()
    {
        Observe(1, 0.9f);
        Observe(0);
        Observe(1, 0.5f);

        Assert.Equal((TrackChange.Started, 0.6f), Single(Observe(1, 0.6f)));
    }

    [Fact]
    public void Observe_Ended_CarriesDurationAndLastBox()
    {
        Observe(1);
        Observe(1);
        Observe(1);
        Observe(0);
        Observe(0);

        var ended = Assert.Single(Observe(0));

        Assert.Equal(TimeSpan.FromSeconds(4), ended.Duration);
        Assert.Equal(new BoundingBox(0, 0, 0.3f, 1), ended.Box);
    }

    [Fact]
    public void Observe_TwoLabels_AreIndependent()
    {
        var transitions = new TrackTransition[_tracker.MaxTransitions];
        LabelObservation[] both = [new(1, 0.9f, 1, default), new(0, 0.8f, 2, default)];
        _tracker.Observe(TimeSpan.Zero, both, transitions);

        Assert.Equal(2, _tracker.Observe(TimeSpan.Zero, both, transitions));
        Assert.Equal([(0, 2), (1, 1)], transitions[..2].Select(t => (t.LabelIndex, t.Count)));
    }

    [Fact]
    public void Parameters_Replaced_JudgeTheRunningStreak()
    {
        Observe(1);
        _tracker.Parameters = new TrackParameters { VisibleFrames = 4, HiddenFrames = 1, Labels = [] };

        Assert.Empty(Observe(1));
        Assert.Empty(Observe(1));
        Assert.Equal(TrackChange.Started, Assert.Single(Observe(1)).Change);
        Assert.Equal(TrackChange.Ended, Assert.Single(Observe(0)).Change);
    }

    [Fact]
    public void Reset_WhilePresent_ReturnsWhatWasPresentAndForgets()
    {
        Observe(2);
        Observe(2);
        var transitions = new TrackTransition[_tracker.MaxTransitions];

        var count = _tracker.Reset(TimeSpan.FromSeconds(10), transitions);

        Assert.Equal((1, TrackChange.Interrupted, 0, TimeSpan.FromSeconds(8)), (count, transitions[0].Change, transitions[0].LabelIndex, transitions[0].Duration));
        Assert.Equal(0, _tracker.CountOf(0));
        Assert.Empty(Observe(1));
        Assert.Equal(TrackChange.Started, Assert.Single(Observe(1)).Change);
    }

    [Fact]
    public void Observe_SpanTooShort_SaysHowLong() =>
        Assert.Contains("expected 4", Assert.Throws<ArgumentException>(() => _tracker.Observe(default, [], new TrackTransition[3])).Message, StringComparison.Ordinal);

    [Fact]
    public void TrackParameters_Zero_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrackParameters { VisibleFrames = 0, Labels = [] });

    [Fact]
    public void Observe_SteadyState_AllocatesNothing()
    {
        var transitions = new TrackTransition[_tracker.MaxTransitions];
        LabelObservation[] observed = [new(0, 0.9f, 1, default)];

        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            _tracker.Observe(TimeSpan.FromSeconds(++_frame), _frame % 7 < 3 ? observed : [], transitions);
        }));
    }

    private TrackTransition[] Observe(int count, float score = 0.9f)
    {
        _frame++;
        var transitions = new TrackTransition[_tracker.MaxTransitions];
        LabelObservation[] observed = count > 0 ? [new(0, score, count, new BoundingBox(0, 0, _frame / 10f, 1))] : [];
        return transitions[.._tracker.Observe(TimeSpan.FromSeconds(_frame), observed, transitions)];
    }

    private static (TrackChange Change, float TopScore) Single(TrackTransition[] transitions)
    {
        var transition = Assert.Single(transitions);
        return (transition.Change, transition.TopScore);
    }
}
