using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Quantization;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Quantization;

public sealed class ModelQuantizerTests
{
    [Fact]
    public void Write_Residual_HasBytesFromTheFirstLayerToTheLastAndNoActivations()
    {
        var model = Quantize(SmallNet.Residual());

        Assert.Equal(OnnxPrecision.Int8QuantizeDequantize, SmallNet.PrecisionOf(model));
        Assert.Equal("q d d d Conv q d d d Conv q d Add q d GlobalAveragePool q d Flatten q d d d Gemm", SmallNet.Operators(model));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    public void Write_Residual_ScoresAsTheFloatModelDoes(double leftOut) => AssertAlike(SmallNet.Bundle(SmallNet.Residual()), Quantize(SmallNet.Residual(), leftOut: leftOut));

    [Fact]
    public void Write_OlderOperators_TakesOnnxRuntimesOwnAndScoresTheSame()
    {
        var model = Quantize(SmallNet.Residual(), opset: 11);

        Assert.Contains("com.microsoft.q", SmallNet.Operators(model), StringComparison.Ordinal);
        AssertAlike(SmallNet.Bundle(SmallNet.Residual(), opset: 11), model);
    }

    [Fact]
    public void Write_BatchNormBehindAConv_IsPartOfIt()
    {
        var graph = SmallNet.With(Normalized);
        var model = Quantize(graph);

        Assert.DoesNotContain("BatchNormalization", SmallNet.Operators(model), StringComparison.Ordinal);
        AssertAlike(SmallNet.Bundle(graph), model);
    }

    [Fact]
    public void Write_BatchNormBehindAConvThatIsReadElsewhere_StaysInFloat()
    {
        var graph = SmallNet.With(g => Normalized(g, "n").Node("Mul", ["n", "c1"], ["m"]));
        var model = Quantize(graph);

        Assert.Contains("BatchNormalization", SmallNet.Operators(model), StringComparison.Ordinal);
        AssertAlike(SmallNet.Bundle(graph), model);
    }

    [Theory]
    [InlineData("Sigmoid", "q d d d Conv q d Sigmoid q d d d Conv")]
    [InlineData("Tanh", "q d d d Conv q d Tanh q d d d Conv")]
    [InlineData("LeakyRelu", "q d d d Conv q d LeakyRelu q d d d Conv")]
    public void Write_FunctionBetweenLayers_ReadsWhatTheLayerGives(string op, string operators)
    {
        var graph = SmallNet.With(g => g.Node(op, ["c1"], ["m"]));
        var model = Quantize(graph);

        Assert.StartsWith(operators, SmallNet.Operators(model), StringComparison.Ordinal);
        AssertAlike(SmallNet.Bundle(graph), model);
    }

    [Fact]
    public void Write_LastConvolution_StaysAsItIs()
    {
        var graph = new OnnxGraph().Input("image", OnnxType.Float, 1, 3, 8, 8).Output("scores", OnnxType.Float, 1, SmallNet.Channels, 1, 1)
            .Conv("image", "c1", 3).Conv("c1", "c2", SmallNet.Channels).Node("Softmax", ["c2"], ["soft"], OnnxAttribute.Int("axis", 1)).Node("GlobalAveragePool", ["soft"], ["scores"]);

        Assert.Equal("q d d d Conv q d Conv Softmax GlobalAveragePool", SmallNet.Operators(Quantize(graph)));
    }

    [Fact]
    public void Write_WeightsOfOneChannelThatAreNothingBesideItsBias_KeepTheBias()
    {
        var (weights, bias) = (new float[SmallNet.Channels * 3], new float[SmallNet.Channels]);
        (weights[0], bias[0], bias[1]) = (1e-9f, 5, -3);
        var graph = SmallNet.Start()
            .Initializer(OnnxTensor.Float("w", [SmallNet.Channels, 3, 1, 1], weights)).Initializer(OnnxTensor.Float("b", [SmallNet.Channels], bias))
            .Node("Conv", ["image", "w", "b"], ["m"]).Conv("m", "c2", SmallNet.Channels).End("c2");

        AssertAlike(SmallNet.Bundle(graph), Quantize(graph));
    }

    [Fact]
    public void Write_TwoLayersInFloat_AreThoseAroundTheValueWhoseChannelsDifferMost()
    {
        float[] weights = [10_000, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
        var graph = SmallNet.Start()
            .Conv("image", "c1", 3).Initializer(OnnxTensor.Float("w", [SmallNet.Channels, SmallNet.Channels, 1, 1], weights)).Node("Conv", ["c1", "w"], ["drowned"])
            .Conv("drowned", "c3", SmallNet.Channels).End("c3");

        Assert.Equal("q d d d Conv q d d Conv q d d d Conv q d GlobalAveragePool q d Flatten q d d d Gemm", SmallNet.Operators(Quantize(graph)));
        Assert.Equal("q d d d Conv q d Conv Conv GlobalAveragePool Flatten q d d d Gemm", SmallNet.Operators(Quantize(graph, inFloat: 2)));
    }

    [Fact]
    public void Calibrate_ValueThatIsNoNumber_IsToldByName()
    {
        var quantizer = new ModelQuantizer(SmallNet.Bundle(SmallNet.With(g => g.Initializer(OnnxTensor.Float("zero", [], 0)).Node("Div", ["c1", "zero"], ["m"]))));

        var error = Assert.Throws<InferenceException>(() => quantizer.Calibrate(SmallNet.Pictures, threads: 1));

        Assert.Contains("no finite number: 'm', on picture 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantizer_ModelThatIsQuantized_IsToldSo()
    {
        var error = Assert.Throws<InferenceException>(() => new ModelQuantizer(SmallNet.Bundle(Quantize(SmallNet.Residual()))));

        Assert.Contains("quantized already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantizer_NothingThatCanBeQuantized_SaysWhatCanAndWhatItIsMadeOf()
    {
        var graph = SmallNet.Start().Node("GlobalAveragePool", ["image"], ["mean"]).Node("Flatten", ["mean"], ["scores"]);

        var error = Assert.Throws<InferenceException>(() => new ModelQuantizer(SmallNet.Bundle(graph)));

        Assert.Contains("nothing that can be quantized", error.Message, StringComparison.Ordinal);
        Assert.Contains("GlobalAveragePool × 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_WithItself_AgreesInEverythingItSees()
    {
        using var one = Load(SmallNet.Bundle(SmallNet.Residual()));
        using var other = Load(SmallNet.Bundle(SmallNet.Residual()));

        var comparison = ModelComparison.Of(one, other, SmallNet.Pictures());

        Assert.Equal((1.0, 0.0), (comparison.Agreement, comparison.Drift));
        Assert.Equal(24, comparison.Seen);
    }

    [Fact]
    public void Compare_ScoresTheOtherWayRound_AgreesInNothing()
    {
        using var one = Load(SmallNet.Bundle(SmallNet.Start().Node("GlobalAveragePool", ["image"], ["mean"]).Node("Flatten", ["mean"], ["scores"])));
        using var other = Load(SmallNet.Bundle(SmallNet.Start().Node("GlobalAveragePool", ["image"], ["mean"]).Node("Flatten", ["mean"], ["flat"]).Node("Neg", ["flat"], ["scores"])));

        Assert.Equal(0, ModelComparison.Of(one, other, SmallNet.Pictures()).Agreement);
    }

    private static OnnxGraph Normalized(OnnxGraph graph) => Normalized(graph, "m");

    private static OnnxGraph Normalized(OnnxGraph graph, string output) => graph
        .Initializer(SmallNet.Weights("gamma", SmallNet.Channels)).Initializer(SmallNet.Weights("beta", SmallNet.Channels))
        .Initializer(SmallNet.Weights("mean_", SmallNet.Channels)).Initializer(OnnxTensor.Float("var", [SmallNet.Channels], 0.2f, 0.5f, 1, 2))
        .Node("BatchNormalization", ["c1", "gamma", "beta", "mean_", "var"], [output]);

    private static byte[] Quantize(OnnxGraph graph, long opset = 13, double leftOut = 0, int inFloat = 0)
    {
        var quantizer = new ModelQuantizer(SmallNet.Bundle(graph, opset));
        quantizer.Calibrate(SmallNet.Pictures, threads: 1);
        return quantizer.Write(leftOut, inFloat);
    }

    private static ModelRunner Load(ModelBundle bundle) => ModelRunner.Load(Engine.Sessions, bundle, intraOpThreads: 1, scoreFactor: ModelComparison.ScoreFactor);

    /// <summary>Each score within a few hundredths, which is what 8 bits in a row of layers come to.</summary>
    private static void AssertAlike(ModelBundle model, ReadOnlyMemory<byte> quantized)
    {
        using var one = Load(model);
        using var other = Load(SmallNet.Bundle(quantized));
        foreach (var picture in SmallNet.Pictures())
        {
            using (picture)
            {
                var (expected, actual) = (one.Process(picture).Classifications.ToArray(), other.Process(picture).Classifications.ToArray());
                Assert.All(expected, e => Assert.Equal(e.Score, actual.Single(a => a.LabelIndex == e.LabelIndex).Score, 0.03f));
            }
        }
    }
}
