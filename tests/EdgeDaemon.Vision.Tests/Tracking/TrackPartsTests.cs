using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

/// <summary>The small parts of a track: filters, votes, the median, stillness.</summary>
public sealed class TrackPartsTests
{
    [Fact]
    public void AxisFilter_FirstUpdate_HandComputed()
    {
        // Variances 4 and 1, one second without acceleration: P = [4 + 1, 1; 1, 1]; a measurement of variance 5 at 12 where 10 is expected.
        var filter = AxisFilter.Start(10, positionSigma: 2, velocitySigma: 1);
        filter.Predict(1, accelerationSigma: 0);
        filter.Update(12, MathF.Sqrt(5));

        Assert.Equal(11, filter.Position, 1e-5f); // Gain 5 / 10.
        Assert.Equal(0.2f, filter.Velocity, 1e-5f); // Gain 1 / 10.
    }

    [Fact]
    public void AxisFilter_EvenMotion_FindsItsRateAndPredictsIt()
    {
        var random = new Random(1);
        var filter = AxisFilter.Start(0, 0.05f, 3);
        for (var i = 1; i <= 60; i++)
        {
            filter.Predict(0.1f, 0.2f);
            filter.Update((i * 0.07f) + ((random.NextSingle() - 0.5f) * 0.04f), 0.05f);
        }

        Assert.Equal(0.7f, filter.Velocity, 0.1f);
        filter.Predict(0.5f, 0.2f);
        Assert.Equal((60 * 0.07f) + 0.35f, filter.Position, 0.06f);
    }

    [Fact]
    public void BoxFilter_Unseen_KeepsItsSizeAndGoesOn()
    {
        var filter = BoxFilter.Start(new BoundingBox(0.1f, 0.1f, 0.2f, 0.3f));
        for (var i = 1; i <= 10; i++)
        {
            filter.Predict(0.1f);
            filter.Update(new BoundingBox(0.1f + (i * 0.01f), 0.1f, 0.2f + (i * 0.012f), 0.3f));
        }

        filter.HoldSize();
        var width = filter.Box.Right - filter.Box.Left;
        var middle = (filter.Box.Left + filter.Box.Right) / 2;
        filter.Predict(0.3f);
        Assert.Equal(width, filter.Box.Right - filter.Box.Left, 1e-4f);
        Assert.InRange(((filter.Box.Left + filter.Box.Right) / 2) - middle, 0.02f, 0.045f);
    }

    [Fact]
    public void LabelVotes_MoreLabelsThanFit_TheStrongestStays()
    {
        var votes = default(LabelVotes);
        Assert.Equal(-1, votes.Winner);
        votes.Add(7, 0.5f);
        votes.Add(3, 0.4f);
        votes.Add(3, 0.3f);
        for (var label = 10; label < 20; label++)
            votes.Add(label, 0.1f);

        Assert.Equal(3, votes.Winner);
        votes.Add(7, 0.3f);
        Assert.Equal(7, votes.Winner);
    }

    [Fact]
    public void LabelVotes_Share_IsTheWinnersPart()
    {
        var votes = default(LabelVotes);
        votes.Add(1, 3);
        votes.Add(2, 1);

        Assert.Equal(0.75f, votes.WinnerShare);
    }

    [Fact]
    public void ScoreWindow_RandomScores_IsTheMedianOfTheLast()
    {
        var random = new Random(9);
        var window = default(ScoreWindow);
        var all = new List<float>();
        Assert.Equal(0, window.Median);
        for (var i = 0; i < 500; i++)
        {
            all.Add(random.Next(0, 20) / 20f);
            window.Add(all[^1]);
            var last = all.TakeLast(ScoreWindow.Length).Order().ToArray();
            Assert.Equal(last[(last.Length - 1) / 2], window.Median);
        }
    }

    [Fact]
    public void Stillness_TremblingBox_RestsAndMovesOn()
    {
        var after = TimeSpan.FromSeconds(5);
        var stillness = Stillness.Start(At(0.5f), TimeSpan.Zero);
        stillness.Observe(At(0.51f), TimeSpan.FromSeconds(4), after);
        Assert.False(stillness.IsStill);
        stillness.Observe(At(0.49f), TimeSpan.FromSeconds(5), after);
        Assert.True(stillness.IsStill);
        stillness.Observe(At(0.6f), TimeSpan.FromSeconds(6), after);
        Assert.True(stillness.IsStill); // One wild box is none.
        stillness.Observe(At(0.6f), TimeSpan.FromSeconds(7), after);
        Assert.False(stillness.IsStill);
    }

    private static BoundingBox At(float left) => new(left, 0.2f, left + 0.2f, 0.6f);
}
