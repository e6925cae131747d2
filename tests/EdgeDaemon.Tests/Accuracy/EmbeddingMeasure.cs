using EdgeDaemon.TestKit.Evaluation;

namespace EdgeDaemon.Tests.Accuracy;

/// <summary>Whether feature vectors are as long, and as far apart, as the reference recorded.</summary>
internal static class EmbeddingMeasure
{
    private const double Tolerance = 0.02;

    /// <summary>Cosines between two pictures of one cat, and between the cat and a hot dog.</summary>
    public static Figure[] Cosines(KnownModel model, AddedModel added)
    {
        var vectors = VectorsOf(model, added);
        var recorded = ReferenceFile.Read("embedding.json").GetProperty(model.File).GetProperty("cosine").GetProperty("misc_cat.png");
        return [.. ((string[])["misc_cat_720p.png", "misc_hot_dog.png"]).Select(
            other => new Figure("cosine", Dot(vectors["misc_cat.png"].Unit, vectors[other].Unit), recorded.GetProperty(other).GetDouble(), Tolerance, 3))];
    }

    /// <summary>Pairs of pictures with the recorded cosine, and pictures whose vector has the recorded length.</summary>
    public static ReferenceCount SameAsReference(KnownModel model, AddedModel added)
    {
        var vectors = VectorsOf(model, added);
        Assert.All(vectors.Values, v => Assert.Equal(1, Dot(v.Unit, v.Unit), 5));
        var recorded = ReferenceFile.Read("embedding.json").GetProperty(model.File);
        var lengths = recorded.GetProperty("norm").EnumerateObject()
            .Select(p => Math.Abs((vectors[p.Name].Length / p.Value.GetDouble()) - 1) <= Tolerance);
        var cosines =
            from first in recorded.GetProperty("cosine").EnumerateObject()
            from second in first.Value.EnumerateObject()
            where string.CompareOrdinal(first.Name, second.Name) < 0
            select Math.Abs(Dot(vectors[first.Name].Unit, vectors[second.Name].Unit) - second.Value.GetDouble()) <= Tolerance;
        bool[] all = [.. lengths, .. cosines];
        return new ReferenceCount("lengths and cosines", all.Count(same => same), all.Length);
    }

    private static Dictionary<string, (float[] Unit, double Length)> VectorsOf(KnownModel model, AddedModel added) =>
        ReferenceFile.Read("embedding.json").GetProperty(model.File).GetProperty("norm").EnumerateObject().ToDictionary(
            picture => picture.Name,
            picture => added.LookAtReference(picture.Name) is var result ? (result.Embedding.ToArray(), (double)result.EmbeddingNorm) : default);

    private static double Dot(float[] x, float[] y) => x.Zip(y).Sum(pair => (double)pair.First * pair.Second);
}
