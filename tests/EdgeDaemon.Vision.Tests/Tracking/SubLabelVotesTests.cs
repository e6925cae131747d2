using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class SubLabelVotesTests
{
    [Fact]
    public void Winner_NoVote_IsUnknown()
    {
        Assert.False(default(SubLabelVotes).Winner.IsKnown);
        Assert.False(Votes(default(SubLabel)).Winner.IsKnown);
        Assert.Equal(-1, default(SubLabel).Index);
    }

    [Fact]
    public void Winner_LargestSumWins_WithTheMeanOfItsLooks()
    {
        var winner = Votes(new(4, 0.9f), new(7, 0.5f), new(7, 0.7f)).Winner;

        Assert.Equal((7, 0.6f), (winner.Index, winner.Score));
    }

    [Fact]
    public void Winner_Tie_StaysWithTheFirst() => Assert.Equal(4, Votes(new(4, 0.5f), new(7, 0.5f)).Winner.Index);

    [Fact]
    public void Add_MoreSubLabelsThanPlaces_OneThatKeepsComingGetsInAndWins()
    {
        var votes = default(SubLabelVotes);
        for (var i = 0; i < SubLabelVotes.Candidates; i++)
            votes.Add(new SubLabel(i, 0.5f + (i / 100f)));

        for (var look = 0; look < 3; look++)
            votes.Add(new SubLabel(100, 0.8f));

        Assert.Equal((100, 0.8f), (votes.Winner.Index, votes.Winner.Score));
    }

    [Fact]
    public void Add_FlickerOfManySubLabels_DoesNotThrowOutTheLeader()
    {
        var votes = Votes([.. Enumerable.Repeat(new SubLabel(3, 0.9f), 20)]);

        for (var i = 0; i < 30; i++)
            votes.Add(new SubLabel(1000 + i, 0.3f));

        Assert.Equal(3, votes.Winner.Index);
    }

    private static SubLabelVotes Votes(params SubLabel[] looks)
    {
        var votes = default(SubLabelVotes);
        foreach (var look in looks)
            votes.Add(look);
        return votes;
    }
}
