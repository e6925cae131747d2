using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class DetectionAnnotationsTests
{
    private readonly DetectionAnnotations _annotations = new(maxDetections: 4, maxVectors: 2);

    [Fact]
    public void Set_SomeDetections_TheOthersHaveNothing()
    {
        _annotations.SetSubLabel(1, new SubLabel(5, 0.7f));
        _annotations.SetEmbedding(3, [0.6f, 0.8f]);

        Assert.Equal(new SubLabel(5, 0.7f), _annotations.SubLabelOf(1));
        Assert.Equal([0.6f, 0.8f], _annotations.EmbeddingOf(3).ToArray());
        Assert.False(_annotations.SubLabelOf(3).IsKnown);
        Assert.True(_annotations.EmbeddingOf(1).IsEmpty);
    }

    [Fact]
    public void Clear_EverythingSet_IsGone()
    {
        _annotations.SetSubLabel(1, new SubLabel(5, 0.7f));
        _annotations.SetEmbedding(1, [1]);

        _annotations.Clear();

        Assert.False(_annotations.SubLabelOf(1).IsKnown);
        Assert.True(_annotations.EmbeddingOf(1).IsEmpty);
    }

    [Fact]
    public void SetEmbedding_SameDetectionAgain_TakesNoFurtherRoom()
    {
        _annotations.SetEmbedding(0, [1, 0]);
        _annotations.SetEmbedding(0, [0, 1]);
        _annotations.SetEmbedding(1, [1, 0]);

        Assert.Equal([0, 1], _annotations.EmbeddingOf(0).ToArray());
        Assert.Equal([1, 0], _annotations.EmbeddingOf(1).ToArray());
    }

    [Fact]
    public void SetEmbedding_OneTooMany_SaysHowManyThereAre()
    {
        _annotations.SetEmbedding(0, [1]);
        _annotations.SetEmbedding(1, [1]);

        Assert.Contains("Room for 2", Assert.Throws<InvalidOperationException>(() => _annotations.SetEmbedding(2, [1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetEmbedding_AnotherLength_Refuses()
    {
        _annotations.SetEmbedding(0, [1, 0]);

        Assert.Throws<ArgumentException>(() => _annotations.SetEmbedding(1, [1, 0, 0]));
    }
}
