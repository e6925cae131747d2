using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

public class OnnxInspectorTests
{
    private static readonly OnnxLimits Limits = new();

    [Theory]
    [InlineData("mobilenet_v2_torchvision_fp32.onnx", OnnxPrecision.Float32)]
    [InlineData("mobilenet_v1_1.0_224_embedding_qdq_u8.onnx", OnnxPrecision.Int8QuantizeDequantize)]
    [InlineData("yolov8n_640_qdq.onnx", OnnxPrecision.Int8QuantizeDequantize)]
    [InlineData("squeezenet1.1_fp16.onnx", OnnxPrecision.Float16)]
    [InlineData("squeezenet1.1_qoperator.onnx", OnnxPrecision.Int8Operators)]
    [InlineData("yolov8n_640_e2e_dynint8.onnx", OnnxPrecision.Int8Dynamic)]
    public void Inspect_RealModel_FindsPrecision(string file, OnnxPrecision precision)
    {
        var summary = OnnxInspector.Inspect(File.ReadAllBytes(Assets.Require("models", file)), Limits);
        Assert.Equal(precision, summary.Precision);
        Assert.InRange(summary.ParameterBytes, summary.ParameterCount, 4 * summary.ParameterCount);
    }

    [Fact]
    public void Inspect_SmallModel_IsCountedByHand()
    {
        var summary = OnnxInspector.Inspect(
            new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 1, 4, 4).Output("y", OnnxType.Float, 1, 2, 2, 2)
                .Initializer(OnnxTensor.Float("w", [2, 1, 3, 3], new float[18]))
                .Node("Conv", ["x", "w"], ["c"]).Node("F", "own", ["c"], ["d"]).Node("F", "own", ["d"], ["y"])).Opset("own", 1)
                .Function("own", "F", new OnnxNode("Relu", "", ["x"], ["y"])).ToBytes(),
            Limits);
        Assert.Equal((18, 72), (summary.ParameterCount, summary.ParameterBytes));
        Assert.Equal([1, 2, 2, 2], summary.Outputs[0].Shape);
        Assert.Equal([new("own", "F", 2), new("", "Conv", 1), new("", "Relu", 1)], summary.Operators);
        Assert.Equal([new("", 13), new("own", 1)], summary.Opsets);
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
