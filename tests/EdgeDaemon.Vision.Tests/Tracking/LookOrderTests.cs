using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class LookOrderTests
{
    private readonly LookOrder _order = new(capacity: 8);

    [Fact]
    public void Arrange_NobodySeenBefore_BestFirst() => Assert.Equal([0, 1, 2], Arrange(At(0.1f), At(0.5f), At(0.9f)));

    [Fact]
    public void Arrange_AfterALook_ThatOneIsLast()
    {
        Arrange(At(0.1f), At(0.5f), At(0.9f));
        _order.Looked(0);

        Assert.Equal([1, 2, 0], Arrange(At(0.1f), At(0.5f), At(0.9f)));
    }

    [Fact]
    public void Arrange_OtherOrderOfScores_KnowsThemByTheirPlace()
    {
        Arrange(At(0.1f), At(0.5f), At(0.9f));
        _order.Looked(0);

        Assert.Equal([0, 1, 2], Arrange(At(0.5f), At(0.9f), At(0.1f)));
    }

    [Fact]
    public void Arrange_SamePlaceOtherLabel_IsAnother()
    {
        Arrange(At(0.5f, label: 0), At(0.5f, label: 1));
        _order.Looked(0);

        Assert.Equal([1, 0], Arrange(At(0.5f, label: 0), At(0.5f, label: 1)));
    }

    [Fact]
    public void Arrange_Newcomer_ComesBeforeWhomWasJustLookedAtAndAfterWhoWaits()
    {
        Arrange(At(0.1f), At(0.5f));
        _order.Looked(0);
        Arrange(At(0.1f), At(0.5f));
        Arrange(At(0.1f), At(0.5f));
        _order.Looked(0);

        Assert.Equal([1, 2, 0], Arrange(At(0.5f), At(0.1f), At(0.9f)));
    }

    [Fact]
    public void Reset_Everybody_IsNewAgain()
    {
        Arrange(At(0.1f), At(0.5f));
        _order.Looked(0);
        _order.Reset();

        Assert.Equal([0, 1], Arrange(At(0.1f), At(0.5f)));
    }

    [Fact]
    public void Arrange_MovingObjectsThatStay_NobodyWaitsLongerThanARound() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
            Gen.Choose(1, 7).ToArbitrary(), Gen.Choose(1, 3).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (objects, looks, seed) =>
            {
                var random = new System.Random(seed);
                var order = new LookOrder(objects);
                var lastLook = new int[objects];
                var round = (objects + looks - 1) / looks;
                for (var frame = 1; frame <= 40; frame++)
                {
                    // Each wanders about its own place, and the best score is another's in every frame.
                    var ranks = Enumerable.Range(0, objects).ToArray();
                    random.Shuffle(ranks);
                    Detection[] seen = [.. ranks.Select(o => At((o / 7f) + (0.02f * random.NextSingle())))];
                    var turns = Enumerable.Range(0, objects).ToArray();
                    order.Arrange(seen, turns);
                    for (var place = 0; place < Math.Min(looks, objects); place++)
                    {
                        order.Looked(place);
                        lastLook[ranks[turns[place]]] = frame;
                    }

                    if (lastLook.Any(look => frame - look >= round))
                        return false;
                }

                return true;
            }));

    [Fact]
    public void Arrange_SteadyState_AllocatesNothing()
    {
        Detection[] seen = [At(0.1f), At(0.5f), At(0.9f)];
        var turns = new int[3];

        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            (turns[0], turns[1], turns[2]) = (0, 1, 2);
            _order.Arrange(seen, turns);
            _order.Looked(0);
        }));
    }

    private int[] Arrange(params Detection[] seen)
    {
        var turns = Enumerable.Range(0, seen.Length).ToArray();
        _order.Arrange(seen, turns);
        return turns;
    }

    private static Detection At(float x, int label = 0) => new(new BoundingBox(x - 0.03f, 0.4f, x + 0.03f, 0.6f), label, 0.9f);
}
