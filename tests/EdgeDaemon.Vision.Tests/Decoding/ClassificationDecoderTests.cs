using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class ClassificationDecoderTests
{
    private static readonly DecoderSpec Probabilities = new() { Kind = DecoderKind.Classification };
    private static readonly DecoderSpec Logits = Probabilities with { Logits = true };

    [Fact]
    public void Decode_Probabilities_GivesTheBestInOrder()
    {
        var result = Decode(Probabilities with { TopK = 3 }, 0.1f, 0.5f, 0.05f, 0.35f);

        Assert.Equal([new(1, 0.5f), new(3, 0.35f), new(0, 0.1f)], result.Classifications.ToArray());
    }

    [Fact]
    public void Decode_EqualScores_KeepTheOrderOfLabels()
    {
        var result = Decode(Probabilities with { TopK = 2 }, 0.2f, 0.4f, 0.4f, 0.4f);

        Assert.Equal([new(1, 0.4f), new(2, 0.4f)], result.Classifications.ToArray());
    }

    [Fact]
    public void Decode_Logits_AppliesSoftmax()
    {
        // e^0 : e^ln3 = 1 : 3
        var result = Decode(Logits, 0, MathF.Log(3));

        Assert.Equal(0.75f, result.Classifications[0].Score, 1e-6f);
        Assert.Equal(0.25f, result.Classifications[1].Score, 1e-6f);
    }

    [Theory]
    [InlineData(0, 0.5f)]
    [InlineData(1.0986123f, 0.75f)]
    [InlineData(-1e30f, 0)]
    [InlineData(float.NaN, 0)]
    public void Decode_OneLogit_IsItsSigmoid(float logit, float expected) =>
        Assert.Equal(expected, Decode(Logits, logit).Classifications[0].Score, 1e-6f);

    [Fact]
    public void Decode_HugeLogits_DoNotOverflow()
    {
        var result = Decode(Logits, 1e38f, -1e38f, 1e38f);

        Assert.Equal([0.5f, 0.5f, 0], result.Classifications.ToArray().Select(c => c.Score));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_NotANumberOrInfinite_CountsAsZero(bool logits)
    {
        var result = Decode(Probabilities with { Logits = logits }, float.NaN, 1, float.PositiveInfinity, float.NegativeInfinity);

        Assert.Equal(new Classification(1, 1), result.Classifications[0]);
        Assert.All(result.Classifications[1..].ToArray(), c => Assert.Equal(0, c.Score));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_OnlyNaN_GivesZeros(bool logits)
    {
        var result = Decode(Probabilities with { Logits = logits }, float.NaN, float.NaN);

        Assert.All(result.Classifications.ToArray(), c => Assert.Equal(0, c.Score));
    }

    [Fact]
    public void Decode_LabelOffset_SkipsWhatHasNoLabel()
    {
        var output = TensorOf.Floats("probabilities", [1, 3], 0.9f, 0.02f, 0.08f);

        var result = TensorOf.Decode(Probabilities with { LabelOffset = 1 }, 8, 8, labelCount: 2, output);

        Assert.Equal([new(1, 0.08f), new(0, 0.02f)], result.Classifications.ToArray());
    }

    [Fact]
    public void Decode_FourDimensionsOfOneRow_IsARow()
    {
        var output = TensorOf.Floats("softmaxout_1", [1, 2, 1, 1], 0.25f, 0.75f);

        Assert.Equal(1, TensorOf.Decode(Probabilities, 8, 8, 2, output).Classifications[0].LabelIndex);
    }

    [Theory]
    [InlineData(TensorElementType.UInt8, 0.75f)]
    [InlineData(TensorElementType.Int8, 0.75f)]
    [InlineData(TensorElementType.Float16, 0.75f)]
    public void Decode_OtherElementTypes_AreWidened(TensorElementType type, float expected)
    {
        var output = new Tensor(new TensorSpec("p", type, [1, 2]));
        switch (type)
        {
            case TensorElementType.UInt8:
                (output.Bytes[0], output.Bytes[1]) = (64, 192);
                break;
            case TensorElementType.Int8:
                (output.As<sbyte>()[0], output.As<sbyte>()[1]) = (-64, 64);
                break;
            default:
                (output.As<Half>()[0], output.As<Half>()[1]) = ((Half)0.25f, (Half)0.75f);
                break;
        }

        Assert.Equal(new Classification(1, expected), TensorOf.Decode(Probabilities, 8, 8, 2, output).Classifications[0]);
    }

    [Fact]
    public void Create_LabelCountDiffers_SaysBothNumbers()
    {
        var error = Assert.Throws<DecoderMismatchException>(() => TensorOf.Decode(Probabilities, 8, 8, 999, TensorOf.Floats("logits", [1, 1000])));

        Assert.Equal("Output 'logits' float32[1,1000] has 1000 classes, the label file 999 lines; they must be equal.", error.Message);
    }

    [Fact]
    public void Create_TwoOutputs_SaysWhatWasExpectedAndFound()
    {
        var error = Assert.Throws<DecoderMismatchException>(
            () => TensorOf.Decode(Probabilities, 8, 8, 2, TensorOf.Floats("a", [1, 2]), TensorOf.Floats("b", [1, 2])));

        Assert.Equal("Classification expects one output [1, classes], got 'a' float32[1,2], 'b' float32[1,2].", error.Message);
    }

    [Fact]
    public void Create_AMap_IsNotARowOfScores() =>
        Assert.Throws<DecoderMismatchException>(() => TensorOf.Decode(Probabilities, 8, 8, 12, TensorOf.Floats("map", [1, 3, 4])));

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var outputs = new[] { TensorOf.Floats("logits", [1, 100], [.. Enumerable.Range(0, 100).Select(i => i * 37 % 101 / 10f)]) };
        var decoder = ModelDecoder.Create(Logits, outputs.Select(o => o.Spec).ToArray(), 8, 8, 100);
        var result = new ModelResult();

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, TensorOf.Identity(8, 8), result)));
    }

    private static ModelResult Decode(DecoderSpec spec, params float[] scores) =>
        TensorOf.Decode(spec, 8, 8, scores.Length, TensorOf.Floats("scores", [1, scores.Length], scores));
}
