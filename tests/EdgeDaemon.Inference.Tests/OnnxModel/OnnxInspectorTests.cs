using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

public class OnnxInspectorTests
{
    private static readonly OnnxLimits Limits = new();

    /// <summary>Published figures: MobileNet V2 300 M, MobileNet V1 without its last layer 568 M, YOLOv8n 8.7 GFLOP = 4.4 G.</summary>
    [Theory]
    [InlineData("mobilenet_v2_torchvision_fp32.onnx", OnnxPrecision.Float32, 300_774_272)]
    [InlineData("mobilenet_v1_1.0_224_embedding_qdq_u8.onnx", OnnxPrecision.Int8QuantizeDequantize, 567_716_352)]
    [InlineData("yolov8n_640_qdq.onnx", OnnxPrecision.Int8QuantizeDequantize, 4_372_000_000)]
    [InlineData("squeezenet1.1_fp16.onnx", OnnxPrecision.Float16, 349_200_000)]
    [InlineData("squeezenet1.1_qoperator.onnx", OnnxPrecision.Int8Operators, 349_200_000)]
    [InlineData("yolov8n_640_e2e_dynint8.onnx", OnnxPrecision.Int8Dynamic, 4_372_000_000)]
    public void Inspect_RealModel_FindsPrecisionAndPublishedWork(string file, OnnxPrecision precision, long products)
    {
        var summary = OnnxInspector.Inspect(File.ReadAllBytes(Assets.Require("models", file)), Limits);
        Assert.Equal(precision, summary.Precision);
        Assert.InRange(summary.MultiplyAccumulates, products * 0.999, products * 1.001);
        Assert.InRange(summary.PeakBytes, summary.ParameterBytes, 64L << 20);
        Assert.All(summary.Outputs, output => Assert.DoesNotContain(-1, output.Shape));
    }

    [Fact]
    public void Inspect_SmallConvolution_IsCountedByHand()
    {
        // 4 x 4 picture, 2 kernels of 3 x 3 without pads: 2 x 2 x 2 outputs of 9 products each.
        var summary = OnnxInspector.Inspect(
            new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 1, 4, 4).Output("y", OnnxType.Float)
                .Initializer(OnnxTensor.Float("w", [2, 1, 3, 3], new float[18]))
                .Node("Conv", ["x", "w"], ["c"]).Node("Relu", ["c"], ["y"])).ToBytes(),
            Limits);
        Assert.Equal(72, summary.MultiplyAccumulates);
        Assert.Equal((18, 72), (summary.ParameterCount, summary.ParameterBytes));
        // Kernels 72, input 64, and 32 each for what Conv and Relu make.
        Assert.Equal(200, summary.PeakBytes);
        Assert.Equal([1, 2, 2, 2], summary.Outputs[0].Shape);
        Assert.Equal([new("", "Conv", 1), new("", "Relu", 1)], summary.Operators);
        Assert.Equal([new("", 13)], summary.Opsets);
    }

    [Fact]
    public void Inspect_OpenDimensionsAndMetadata_AreHandedOn()
    {
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, "batch", 3, "h", "w").Output("y", OnnxType.Float, "batch", 3, "h", "w").Node("Relu", ["x"], ["y"]))
            .Verbatim(m => m.Message(14, e => e.Text(1, "task").Text(2, "detect"))).ToBytes();
        var summary = OnnxInspector.Inspect(model, Limits);
        Assert.Equal([-1, 3, -1, -1], summary.Inputs[0].Shape);
        Assert.Equal(["batch", "", "h", "w"], summary.Outputs[0].Symbols);
        Assert.Equal("detect", summary.Metadata["task"]);
        // Both tensors at 640 x 640.
        Assert.Equal(2 * 4 * 3 * 640 * 640, summary.PeakBytes);
    }

    [Fact]
    public void Inspect_FloatsBetweenIntegers_AreNotCounted()
    {
        // x (64 floats) -> integers (64 bytes) -> back, times two, -> integers (64 bytes) -> floats (the output).
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 64).Output("y", OnnxType.Float, 1, 64)
            .Initializer(OnnxTensor.Float("scale", [], 0.1f)).Initializer(OnnxTensor.Float("two", [], 2f))
            .Node("QuantizeLinear", ["x", "scale"], ["q"]).Node("DequantizeLinear", ["q", "scale"], ["d"])
            .Node("Mul", ["d", "two"], ["m"])
            .Node("QuantizeLinear", ["m", "scale"], ["p"]).Node("DequantizeLinear", ["p", "scale"], ["y"])).ToBytes();

        var summary = OnnxInspector.Inspect(model, Limits);

        // Two constants of 4, the input, and at the end p and the output.
        Assert.Equal(8 + 256 + 64 + 256, summary.PeakBytes);
    }

    [Fact]
    public void Inspect_FloatsThatAFloatOperatorReads_AreCounted()
    {
        // The softmax is not quantised, so what it reads is made, and so is what it gives.
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.UInt8, 1, 64).Output("y", OnnxType.Float, 1, 64)
            .Initializer(OnnxTensor.Float("scale", [], 0.1f))
            .Node("DequantizeLinear", ["x", "scale"], ["d"]).Node("Softmax", ["d"], ["y"])).ToBytes();

        Assert.Equal(4 + 64 + 256 + 256, OnnxInspector.Inspect(model, Limits).PeakBytes);
    }

    /// <summary>The same network written in both ways takes about the same.</summary>
    [Fact]
    public void Inspect_QuantizedInTwoWays_TakesAboutTheSame()
    {
        long PeakOf(string file) => OnnxInspector.Inspect(File.ReadAllBytes(Assets.Require("models", file)), Limits).PeakBytes;
        var (operators, pairs) = (PeakOf("squeezenet1.1_qoperator.onnx"), PeakOf("squeezenet1.1_qdq.onnx"));
        Assert.InRange(pairs, operators * 0.8, operators * 1.2);
    }

    [Fact]
    public void Inspect_Outputs_SaysWhatMakesThem()
    {
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 4).Output("y", OnnxType.Float).Output("x", OnnxType.Float, 1, 4)
            .Initializer(OnnxTensor.Float("scale", [], 0.1f))
            .Node("Softmax", ["x"], ["s"]).Node("QuantizeLinear", ["s", "scale"], ["q"]).Node("DequantizeLinear", ["q", "scale"], ["d"]).Node("Flatten", ["d"], ["y"])).ToBytes();

        var outputs = OnnxInspector.Inspect(model, Limits).Outputs;

        Assert.Equal("Softmax", outputs[0].MadeBy);
        Assert.Equal("", outputs[1].MadeBy);
    }

    [Fact]
    public void Inspect_MoreMetadataThanAnyExporterWrites_LeavesTheRestOut()
    {
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1).Node("Relu", ["x"], ["y"]))
            .Verbatim(m => m.Message(14, e => e.Text(1, "names").Text(2, new string('x', 2 << 20))))
            .Verbatim(m => m.Message(14, e => e.Text(1, "task").Text(2, "detect"))).ToBytes();

        var summary = OnnxInspector.Inspect(model, Limits);

        Assert.Equal(["names"], summary.SkippedMetadata);
        Assert.Equal("detect", Assert.Single(summary.Metadata).Value);
    }
}
