using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class CandidateListTests
{
    private static readonly DecoderSpec Spec = new() { Kind = DecoderKind.Yolov5, ScoreThreshold = 0.1f, MaxCandidates = 50, MaxDetections = 10 };

    [Fact]
    public void Suppress_MoreThanThereIsRoomFor_KeepsExactlyTheBest()
    {
        // 5,000 boxes that do not overlap, in random order of score.
        var scores = Enumerable.Range(1, 5000).Select(i => 0.1f + (i / 10_000f)).ToArray();
        new Random(1).Shuffle(scores);

        var result = Suppress(Spec, scores.Select((score, i) => (Left: i * 2f, score)));

        Assert.Equal(scores.OrderDescending().Take(10), result.Select(d => d.Score));
    }

    [Fact]
    public void Suppress_MaxCandidates_BoundsWhatIsLookedAt()
    {
        // The best fifty are one object; what lies elsewhere is worse than all of them.
        var crowd = Enumerable.Range(0, 50).Select(i => (10f, 0.9f - (i / 1000f)));

        Assert.Single(Suppress(Spec, [.. crowd, (100f, 0.5f)]));
        Assert.Equal(2, Suppress(Spec with { MaxCandidates = 51 }, [.. crowd, (100f, 0.5f)]).Length);
    }

    [Fact]
    public void Suppress_BoxInTheFirstPixel_IsNone()
    {
        // That is where boxes of 0..1 are when they are taken for pixels.
        Assert.Empty(Suppress(Spec, [(0f, 0.9f)]));
        Assert.Single(Suppress(Spec, [(0.5f, 0.9f)]));
    }

    [Fact]
    public void Suppress_EqualScores_TheModelsOrderDecides()
    {
        var list = new CandidateList(Spec);
        list.Clear();
        list.Add(1, 0, 11, 10, label: 0, score: 0.5f, source: 7);
        list.Add(0, 0, 10, 10, label: 0, score: 0.5f, source: 2);
        var result = new ModelResult();
        list.Suppress(TensorOf.Identity(100, 100), result);

        Assert.Equal(0, Assert.Single(result.Detections.ToArray()).Box.Left);
        Assert.Equal(2, list.SourceOf(0));
    }

    [Fact]
    public void Suppress_BoxInThePadding_IsNotReported()
    {
        // A 100 × 50 frame in a 100 × 100 input: rows 25..75 show it.
        var list = new CandidateList(Spec);
        list.Clear();
        list.Add(0, 0, 10, 10, label: 0, score: 0.9f, source: 0);
        list.Add(0, 20, 10, 40, label: 0, score: 0.8f, source: 1);
        var result = new ModelResult();
        list.Suppress(new(1, 1, 0, -25, 100, 50), result);

        Assert.Equal(new Detection(new BoundingBox(0, 0, 0.1f, 0.3f), 0, 0.8f), Assert.Single(result.Detections.ToArray()));
        Assert.Equal(1, list.SourceOf(0));
    }

    [Fact]
    public void TakeAll_Overlaps_StayAndAreSorted()
    {
        var list = new CandidateList(Spec);
        list.Clear();
        list.Add(0, 0, 10, 10, label: 0, score: 0.5f, source: 0);
        list.Add(0, 0, 10, 10, label: 0, score: 0.6f, source: 1);
        var result = new ModelResult();
        list.TakeAll(TensorOf.Identity(100, 100), result);

        Assert.Equal([0.6f, 0.5f], result.Detections.ToArray().Select(d => d.Score));
    }

    private static Detection[] Suppress(DecoderSpec spec, IEnumerable<(float Left, float Score)> boxes)
    {
        var list = new CandidateList(spec);
        list.Clear();
        var source = 0;
        foreach (var (left, score) in boxes)
            list.Add(left, 0, left + 1, 1, label: 0, score, source++);
        var result = new ModelResult();
        list.Suppress(TensorOf.Identity(20_000, 10), result);
        return result.Detections.ToArray();
    }
}
