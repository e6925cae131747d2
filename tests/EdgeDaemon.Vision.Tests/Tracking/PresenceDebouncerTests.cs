using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class PresenceDebouncerTests
{
    private readonly PresenceDebouncer _debouncer = new(2, new PresenceParameters { VisibleFrames = 2, HiddenFrames = 3 });
    private int _frame;

    [Theory]
    [InlineData("1", "")]
    [InlineData("11", "2:Started=1")]
    [InlineData("101011", "6:Started=1")]
    [InlineData("1100100111", "2:Started=1")]
    [InlineData("11000", "2:Started=1 5:Ended=0")]
    [InlineData("1100011", "2:Started=1 5:Ended=0 7:Started=1")]
    [InlineData("1122", "2:Started=1 4:CountChanged=2")]
    [InlineData("1123", "2:Started=1 4:CountChanged=2")]
    [InlineData("32", "2:Started=2")]
    [InlineData("112121", "2:Started=1")]
    [InlineData("22101", "2:Started=2 5:CountChanged=1")]
    [InlineData("33121", "2:Started=3 5:CountChanged=2")]
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
        Assert.Equal((PresenceChange.Updated, 0.66f), Single(Observe(1, 0.66f)));
        Assert.Empty(Observe(1, 0.55f));
        Assert.Equal((PresenceChange.Updated, 0.99f), Single(Observe(1, 0.99f)));
    }

    [Fact]
    public void Observe_StreakThatFailed_LeavesNoTopScore()
    {
        Observe(1, 0.9f);
        Observe(0);
        Observe(1, 0.5f);

        Assert.Equal((PresenceChange.Started, 0.6f), Single(Observe(1, 0.6f)));
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
        var transitions = new PresenceTransition[_debouncer.MaxTransitions];
        LabelObservation[] both = [new(1, 0.9f, 1, default), new(0, 0.8f, 2, default)];
        _debouncer.Observe(TimeSpan.Zero, both, transitions);

        Assert.Equal(2, _debouncer.Observe(TimeSpan.Zero, both, transitions));
        Assert.Equal([(0, 2), (1, 1)], transitions[..2].Select(t => (t.LabelIndex, t.Count)));
    }

    [Fact]
    public void Parameters_Replaced_JudgeTheRunningStreak()
    {
        Observe(1);
        _debouncer.Parameters = new PresenceParameters { VisibleFrames = 4, HiddenFrames = 1 };

        Assert.Empty(Observe(1));
        Assert.Empty(Observe(1));
        Assert.Equal(PresenceChange.Started, Assert.Single(Observe(1)).Change);
        Assert.Equal(PresenceChange.Ended, Assert.Single(Observe(0)).Change);
    }

    [Fact]
    public void Reset_WhilePresent_ReturnsWhatWasPresentAndForgets()
    {
        Observe(2);
        Observe(2);
        var transitions = new PresenceTransition[_debouncer.MaxTransitions];

        var count = _debouncer.Reset(TimeSpan.FromSeconds(10), transitions);

        Assert.Equal((1, PresenceChange.Interrupted, 0, TimeSpan.FromSeconds(8)), (count, transitions[0].Change, transitions[0].LabelIndex, transitions[0].Duration));
        Assert.Equal(0, _debouncer.CountOf(0));
        Assert.Empty(Observe(1));
        Assert.Equal(PresenceChange.Started, Assert.Single(Observe(1)).Change);
    }

    [Fact]
    public void Observe_SubLabels_LeaderIsToldAtTheStartAndWhenItChanges()
    {
        Observe(1, subLabel: new SubLabel(3, 0.6f));
        var started = Assert.Single(Observe(1));
        Assert.Empty(Observe(1, subLabel: new SubLabel(7, 0.5f)));
        var updated = Assert.Single(Observe(1, subLabel: new SubLabel(7, 0.7f)));
        Assert.Empty(Observe(1, subLabel: new SubLabel(7, 0.9f)));
        Observe(0);
        Observe(0);
        var ended = Assert.Single(Observe(0));

        Assert.Equal((PresenceChange.Started, 3), (started.Change, started.SubLabel.Index));
        Assert.Equal((PresenceChange.Updated, 7, 0.6f), (updated.Change, updated.SubLabel.Index, updated.SubLabel.Score));
        Assert.Equal((PresenceChange.Ended, 7), (ended.Change, ended.SubLabel.Index));
    }

    [Fact]
    public void Observe_SubLabelFirstKnownWhilePresent_IsAnUpdate()
    {
        Observe(1);
        Assert.False(Assert.Single(Observe(1)).SubLabel.IsKnown);

        Assert.Equal(2, Assert.Single(Observe(1, subLabel: new SubLabel(2, 0.5f))).SubLabel.Index);
    }

    [Fact]
    public void Observe_StreakThatFailed_LeavesNoVotes()
    {
        Observe(1, subLabel: new SubLabel(3, 0.9f));
        Observe(0);
        Observe(1);

        Assert.False(Assert.Single(Observe(1)).SubLabel.IsKnown);
    }

    [Fact]
    public void Observe_SpanTooShort_SaysHowLong() =>
        Assert.Contains("expected 4", Assert.Throws<ArgumentException>(() => _debouncer.Observe(default, [], new PresenceTransition[3])).Message, StringComparison.Ordinal);

    [Fact]
    public void PresenceParameters_Zero_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PresenceParameters { VisibleFrames = 0 });

    [Fact]
    public void Observe_SteadyState_AllocatesNothing()
    {
        var transitions = new PresenceTransition[_debouncer.MaxTransitions];
        LabelObservation[] observed = [new(0, 0.9f, 1, default)];

        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            _debouncer.Observe(TimeSpan.FromSeconds(++_frame), _frame % 7 < 3 ? observed : [], transitions);
        }));
    }

    private PresenceTransition[] Observe(int count, float score = 0.9f, SubLabel subLabel = default)
    {
        _frame++;
        var transitions = new PresenceTransition[_debouncer.MaxTransitions];
        LabelObservation[] observed = count > 0 ? [new(0, score, count, new BoundingBox(0, 0, _frame / 10f, 1)) { SubLabel = subLabel }] : [];
        return transitions[.._debouncer.Observe(TimeSpan.FromSeconds(_frame), observed, transitions)];
    }

    private static (PresenceChange Change, float TopScore) Single(PresenceTransition[] transitions)
    {
        var transition = Assert.Single(transitions);
        return (transition.Change, transition.TopScore);
    }
}
