using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class NonMaxSuppressionTests
{
    private static readonly Gen<BoundingBox> Box =
        from left in Gen.Choose(0, 100)
        from top in Gen.Choose(0, 100)
        from width in Gen.Choose(0, 60)
        from height in Gen.Choose(0, 60)
        select new BoundingBox(left / 160f, top / 160f, (left + width) / 160f, (top + height) / 160f);

    /// <summary>Up to 40 detections with scores that all differ.</summary>
    private static readonly Arbitrary<Detection[]> Detections = (
        from boxes in Box.ListOf()
        from labels in Gen.Choose(0, 2).ListOf(boxes.Count)
        from ranks in Gen.Shuffle(Enumerable.Range(1, Math.Max(1, boxes.Count)).ToArray())
        select boxes.Select((box, i) => new Detection(box, labels[i], ranks[i] / 1000f)).ToArray()).ToArbitrary();

    [Fact]
    public void IntersectionOverUnion_TwoBoxes_HandComputed()
    {
        // 2 × 2 boxes that share 1 × 1: 1 / (4 + 4 − 1).
        var (a, b) = (new BoundingBox(0, 0, 0.2f, 0.2f), new BoundingBox(0.1f, 0.1f, 0.3f, 0.3f));

        Assert.Equal(1 / 7f, BoundingBox.IntersectionOverUnion(a, b), 1e-5f);
        Assert.Equal(1, BoundingBox.IntersectionOverUnion(a, a), 1e-6f);
    }

    [Fact]
    public void IntersectionOverUnion_AnyBoxes_SymmetricAndWithinZeroAndOne() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Box.ToArbitrary(), Box.ToArbitrary(), (a, b) =>
        {
            var iou = BoundingBox.IntersectionOverUnion(a, b);
            return iou is >= 0 and <= 1.000001f && iou == BoundingBox.IntersectionOverUnion(b, a);
        }));

    [Fact]
    public void Apply_Twice_ChangesNothing() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Detections, detections =>
        {
            var once = Apply(detections, 0.45f);
            return once.SequenceEqual(Apply(once, 0.45f));
        }));

    [Fact]
    public void Apply_AnyOrder_GivesTheSame() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Detections, Gen.Choose(0, 1000).ToArbitrary(), (detections, seed) =>
        {
            var shuffled = detections.ToArray();
            new Random(seed).Shuffle(shuffled);
            return Apply(detections, 0.45f).SequenceEqual(Apply(shuffled, 0.45f));
        }));

    [Fact]
    public void Apply_EqualScores_StillIndependentOfOrder()
    {
        Detection a = new(new BoundingBox(0, 0, 0.5f, 0.5f), 0, 0.5f), b = new(new BoundingBox(0.01f, 0, 0.51f, 0.5f), 0, 0.5f);

        Assert.Equal([a], Apply([a, b], 0.45f));
        Assert.Equal([a], Apply([b, a], 0.45f));
    }

    [Fact]
    public void Apply_OverlapEqualToTheThreshold_KeepsBoth()
    {
        // Halves of one box: IoU of the whole and its half is exactly 0.5.
        Detection whole = new(new BoundingBox(0, 0, 1, 1), 0, 0.9f), half = new(new BoundingBox(0, 0, 0.5f, 1), 0, 0.8f);

        Assert.Equal([whole, half], Apply([half, whole], 0.5f));
        Assert.Equal([whole], Apply([half, whole], 0.49f));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void Apply_SameBoxOfTwoLabels_CompetesOnlyWhenAgnostic(bool agnostic, int expected)
    {
        var box = new BoundingBox(0, 0, 1, 1);

        Assert.Equal(expected, NonMaxSuppression.Apply([new(box, 0, 0.9f), new(box, 1, 0.8f)], 0.45f, agnostic));
    }

    [Fact]
    public void Apply_Limits_CountTheBestBeforeAndAfter()
    {
        var (box, other) = (new BoundingBox(0, 0, 0.4f, 0.4f), new BoundingBox(0.5f, 0.5f, 0.9f, 0.9f));
        Detection[] detections = [new(other, 0, 0.7f), new(box, 0, 0.9f), new(box, 0, 0.8f)];

        Assert.Equal(1, NonMaxSuppression.Apply(detections.ToArray(), 0.45f, maxCandidates: 2));
        Assert.Equal(2, NonMaxSuppression.Apply(detections.ToArray(), 0.45f));
        Assert.Equal(1, NonMaxSuppression.Apply(detections.ToArray(), 0.45f, maxKept: 1));
    }

    [Fact]
    public void Apply_SteadyState_AllocatesNothing()
    {
        var random = new Random(1);
        var detections = new Detection[200];

        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            foreach (ref var detection in detections.AsSpan())
            {
                var (x, y) = (random.NextSingle() / 2, random.NextSingle() / 2);
                detection = new Detection(new BoundingBox(x, y, x + 0.3f, y + 0.3f), 0, random.NextSingle());
            }

            NonMaxSuppression.Apply(detections, 0.45f);
        }));
    }

    private static Detection[] Apply(Detection[] detections, float threshold)
    {
        var copy = detections.ToArray();
        return copy[..NonMaxSuppression.Apply(copy, threshold)];
    }
}
