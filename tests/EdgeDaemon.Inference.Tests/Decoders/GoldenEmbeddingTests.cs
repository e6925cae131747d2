using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Decoders;

/// <summary>Feature vectors of real pictures must be as long, and as far apart, as the assets' reference scripts recorded.</summary>
[Collection(AssetModelCollection.Name)]
public sealed class GoldenEmbeddingTests(ITestOutputHelper output)
{
    private const string File = "mobilenet_v1_1.0_224_embedding_qdq_u8.onnx";

    [Fact]
    public void Process_ReferencePictures_GivesTheRecordedVectors()
    {
        var recorded = ReferenceFile.Read("embedding.json").GetProperty(File);
        using var model = new AssetModel(File, scoreThreshold: 0);
        var pool = new FramePool();
        var vectors = new Dictionary<string, float[]>();
        foreach (var picture in recorded.GetProperty("norm").EnumerateObject())
        {
            using var frame = ReferenceFile.Picture(picture.Name, pool);
            var result = model.Runner.Process(frame);
            var (expected, vector) = (picture.Value.GetDouble(), result.Embedding.ToArray());
            Assert.Equal(expected, result.EmbeddingNorm, tolerance: expected * 0.02);
            Assert.Equal(1, vector.Sum(v => (double)v * v), 5);
            vectors[picture.Name] = vector;
        }

        foreach (var first in recorded.GetProperty("cosine").EnumerateObject())
        {
            foreach (var second in first.Value.EnumerateObject())
            {
                var cosine = vectors[first.Name].Zip(vectors[second.Name]).Sum(p => (double)p.First * p.Second);
                output.WriteLine(FormattableString.Invariant($"{first.Name} · {second.Name} = {cosine:0.0000}, recorded {second.Value.GetDouble():0.0000}"));
                Assert.Equal(second.Value.GetDouble(), cosine, tolerance: 0.02);
            }
        }
    }
}
