using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Recognition;

namespace EdgeDaemon.Vision.Tests.Recognition;

public sealed class PrototypeSetTests
{
    private const int Van = 4;
    private const int Cat = 5;
    private static readonly PrototypeSet Two = new([(Van, [1, 0, 0]), (Cat, [0, 1, 0]), (Van, [2, 0.1f, 0])]);

    [Fact]
    public void Nearest_LikeOneOfThem_IsItWithTheCosine()
    {
        var seen = Two.Nearest([0.1f, 3, 0]);

        Assert.Equal(Cat, seen.Index);
        Assert.Equal(1, seen.Score, 0.01);
        Assert.Equal(Van, Two.Nearest([5, 0.5f, 0]).Index);
    }

    [Theory]
    [InlineData(new float[] { 0, 0, 1 })]
    [InlineData(new float[] { 1, 1, 0 })]
    [InlineData(new float[] { -1, 0, 0 })]
    [InlineData(new float[] { 0, 0, 0 })]
    [InlineData(new float[] { 1, 0 })]
    [InlineData(new float[0])]
    public void Nearest_LikeNone_IsNone(float[] vector) => Assert.False(Two.Nearest(vector).IsKnown);

    [Fact]
    public void Nearest_NothingTaught_IsNone() => Assert.False(PrototypeSet.Empty.Nearest([1, 0, 0]).IsKnown);

    /// <summary>By hand: one example says nothing of the spread; two with a cosine of 0.8 are each that much alike to the other, (5 · 0.85 + 2 · 0.8) / 7 = 0.836.</summary>
    [Fact]
    public void Threshold_SpreadOfTheExamples_SetsItWithinBounds()
    {
        Assert.Equal(0.85f, Of([1, 0]), 1e-4f);
        Assert.Equal(0.836f, Of([1, 0], [0.8f, 0.6f]), 1e-3f);
        Assert.Equal(0.85f, Of([1, 0], [1, 0]), 1e-4f);
        Assert.Equal(0.78f, Of([1, 0], [0, 1]), 1e-4f);

        static float Of(params float[][] examples) => new PrototypeSet(examples.Select(example => (Van, example))).ThresholdOf(Van);
    }

    [Fact]
    public void Nearest_HeldAlready_StaysALittleLonger()
    {
        float[] near = [0.83f, MathF.Sqrt(1 - (0.83f * 0.83f))];
        var set = new PrototypeSet([(Van, [1, 0])]);

        Assert.False(set.Nearest(near).IsKnown);
        Assert.False(set.Nearest(near, held: Cat).IsKnown);
        Assert.Equal(Van, set.Nearest(near, held: Van).Index);
    }

    [Fact]
    public void Nearest_AllocatesNothing()
    {
        float[] vector = [1, 0, 0];
        Assert.Equal(0, Allocations.InSteadyState(() => Two.Nearest(vector)));
    }
}
