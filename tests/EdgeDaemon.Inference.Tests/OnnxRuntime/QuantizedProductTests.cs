using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

/// <summary>
/// Sums of products of unsigned activations and signed weights, at their largest. Where the processor adds two of them in 16
/// bits (x64 without VNNI), ONNX Runtime clips them unless it is told otherwise, and quantized models see half of what is there.
/// </summary>
public sealed class QuantizedProductTests
{
    [Fact]
    public void Run_ConvolutionOfTheLargestValues_DoesNotClip()
    {
        // 16 channels of 255, weights of 127: 518,160 at each place, which the output's scale makes 200.
        const int Channels = 16;
        var graph = new OnnxGraph().Input("x", OnnxType.UInt8, 1, Channels, 4, 4).Output("y", OnnxType.UInt8, 1, 8, 4, 4)
            .Initializer(new OnnxTensor("w", OnnxType.Int8, [8, Channels, 1, 1], [.. Enumerable.Repeat((byte)127, 8 * Channels)]))
            .Initializer(OnnxTensor.Float("one", [], 1)).Initializer(OnnxTensor.Float("scale", [], Channels * 255 * 127 / 200f))
            .Initializer(new OnnxTensor("u0", OnnxType.UInt8, [], [0])).Initializer(new OnnxTensor("s0", OnnxType.Int8, [], [0]))
            .Node("QLinearConv", ["x", "one", "u0", "w", "one", "s0", "scale", "u0"], ["y"]);
        using var session = Engine.Load("convolution", new OnnxModelBuilder(graph).ToBytes());
        session.Inputs[0].As<byte>().Fill(255);

        session.Run();

        Assert.Equal([(byte)200], session.Outputs[0].As<byte>().ToArray().Distinct());
    }

    [Fact]
    public void Run_MatrixProductOfTheLargestValues_DoesNotClip()
    {
        const int Depth = 64;
        var graph = new OnnxGraph().Input("x", OnnxType.UInt8, 1, Depth).Output("y", OnnxType.Float, 1, 4)
            .Initializer(new OnnxTensor("w", OnnxType.Int8, [Depth, 4], [.. Enumerable.Repeat((byte)127, Depth * 4)]))
            .Node("MatMulInteger", ["x", "w"], ["sum"]).Node("Cast", ["sum"], ["y"], OnnxAttribute.Int("to", (int)OnnxType.Float));
        using var session = Engine.Load("product", new OnnxModelBuilder(graph).ToBytes());
        session.Inputs[0].As<byte>().Fill(255);

        session.Run();

        Assert.Equal([Depth * 255 * 127f], session.Outputs[0].As<float>().ToArray().Distinct());
    }

    [Theory]
    [InlineData(nameof(QuantizedSums.Native))]
    [InlineData(nameof(QuantizedSums.Widened))]
    public void Load_OperatorsThatShareAZeroPoint_LoadsAllTheSame(string sums)
    {
        // ONNX Runtime cannot load this one and widen its sums; 10 · 127 + 10 · 127 is far from clipping.
        const int Depth = 4;
        var graph = new OnnxGraph().Input("x", OnnxType.UInt8, 1, Depth).Output("y", OnnxType.Float, 1, 2)
            .Initializer(new OnnxTensor("v", OnnxType.Int8, [Depth, 2], [.. Enumerable.Repeat((byte)100, Depth * 2)]))
            .Initializer(new OnnxTensor("w", OnnxType.Int8, [Depth, 2], [.. Enumerable.Repeat((byte)127, Depth * 2)]))
            .Initializer(new OnnxTensor("u0", OnnxType.UInt8, [], [0])).Initializer(new OnnxTensor("s0", OnnxType.Int8, [], [0]))
            .Node("MatMulInteger", ["x", "v", "u0", "s0"], ["p"]).Node("MatMulInteger", ["x", "w", "u0", "s0"], ["q"])
            .Node("Sub", ["q", "p"], ["d"]).Node("Cast", ["d"], ["y"], OnnxAttribute.Int("to", (int)OnnxType.Float));
        using var session = new OnnxSessionFactory(Enum.Parse<QuantizedSums>(sums)).Load("shared", new OnnxModelBuilder(graph).ToBytes(), new InferenceSessionOptions());
        session.Inputs[0].As<byte>().Fill(10);

        session.Run();

        Assert.Equal([Depth * 10 * 27f], session.Outputs[0].As<float>().ToArray().Distinct());
    }
}
