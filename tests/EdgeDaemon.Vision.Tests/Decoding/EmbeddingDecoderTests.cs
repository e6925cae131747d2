using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class EmbeddingDecoderTests
{
    private static readonly DecoderSpec Spec = new() { Kind = DecoderKind.Embedding };

    [Fact]
    public void Decode_ThreeAndFour_IsScaledByFive()
    {
        var result = Decode(3, 0, -4);

        Assert.Equal([0.6f, 0, -0.8f], result.Embedding.ToArray());
        Assert.Equal(5, result.EmbeddingNorm);
    }

    [Fact]
    public void Decode_Zeros_StayZeros()
    {
        var result = Decode(0, 0);

        Assert.Equal([0f, 0f], result.Embedding.ToArray());
        Assert.Equal(0, result.EmbeddingNorm);
    }

    [Fact]
    public void Decode_NotFinite_CountsAsZero() =>
        Assert.Equal([0, 1f, 0], Decode(float.NaN, 2, float.PositiveInfinity).Embedding.ToArray());

    [Fact]
    public void Decode_HugeElements_DoNotOverflow() =>
        Assert.Equal([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f)], Decode(3e38f, 3e38f).Embedding.ToArray());

    [Fact]
    public void Decode_AfterAnotherTask_LeavesNothingOfIt()
    {
        var result = new ModelResult();
        result.SetDetectionCount(3);
        var output = TensorOf.Floats("e", [1, 2], 1, 0);
        ModelDecoder.Create(Spec, [output.Spec], 8, 8, 1).Decode([output], TensorOf.Identity(8, 8), result);

        Assert.Equal((0, 2), (result.Detections.Length, result.Embedding.Length));
        result.SetClassificationCount(1);
        Assert.Equal((1, 0), (result.Classifications.Length, result.Embedding.Length));
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var outputs = new[] { TensorOf.Floats("e", [1, 1024], [.. Enumerable.Range(0, 1024).Select(i => (float)i)]) };
        var decoder = ModelDecoder.Create(Spec, [outputs[0].Spec], 8, 8, 1);
        var result = new ModelResult();
        decoder.Decode(outputs, TensorOf.Identity(8, 8), result);

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, TensorOf.Identity(8, 8), result)));
    }

    private static ModelResult Decode(params float[] values) =>
        TensorOf.Decode(Spec, 8, 8, 1, TensorOf.Floats("embedding", [1, values.Length], values));
}
