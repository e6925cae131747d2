using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Editing;
using EdgeDaemon.Inference.Tests.Models;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Quantization;

/// <summary>Small float classifiers of 8×8 pictures with arbitrary weights, and coloured noise to show them.</summary>
internal static class SmallNet
{
    public const int Channels = 4;

    private static readonly OnnxAttribute Padded = OnnxAttribute.Ints("pads", 1, 1, 1, 1);

    /// <summary>conv → relu → (conv → add) → clip → mean → gemm, with everything that is quantized in one way or another.</summary>
    public static OnnxGraph Residual() => Start()
        .Conv("image", "c1", 3).Node("Relu", ["c1"], ["r1"])
        .Conv("r1", "c2", Channels).Node("Add", ["r1", "c2"], ["sum"])
        .Initializer(OnnxTensor.Float("zero", [], 0)).Initializer(OnnxTensor.Float("six", [], 6)).Node("Clip", ["sum", "zero", "six"], ["cut"])
        .End("cut");

    /// <summary>conv, and what <paramref name="middle"/> makes of its output <c>c1</c> as <c>m</c>, → conv → mean → gemm.</summary>
    public static OnnxGraph With(Func<OnnxGraph, OnnxGraph> middle) => middle(Start().Conv("image", "c1", 3)).Conv("m", "c2", Channels).End("c2");

    public static OnnxGraph Start() => new OnnxGraph().Input("image", OnnxType.Float, 1, 3, 8, 8).Output("scores", OnnxType.Float, 1, 3);

    /// <summary>A convolution of 3×3.</summary>
    public static OnnxGraph Conv(this OnnxGraph graph, string input, string output, int channels) => graph
        .Initializer(Weights(output + "_w", [Channels, channels, 3, 3])).Initializer(Weights(output + "_b", [Channels]))
        .Node("Conv", [input, output + "_w", output + "_b"], [output], Padded);

    /// <summary>The end: a mean per channel, and three scores of them.</summary>
    public static OnnxGraph End(this OnnxGraph graph, string input) => graph
        .Node("GlobalAveragePool", [input], ["mean"]).Node("Flatten", ["mean"], ["flat"])
        .Initializer(Weights("g_w", [3, Channels])).Initializer(Weights("g_b", [3]))
        .Node("Gemm", ["flat", "g_w", "g_b"], ["scores"], OnnxAttribute.Int("transB", 1));

    public static OnnxTensor Weights(string name, params long[] shape)
    {
        var random = new Random(name.Length + name[^1] + (int)shape[0]);
        return OnnxTensor.Float(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, d) => product * d)).Select(_ => (float)random.NextDouble() - 0.5f)]);
    }

    public static ModelBundle Bundle(OnnxGraph graph, long opset = 13) => Bundle(new OnnxModelBuilder(graph).Opset("", opset).ToBytes());

    public static ModelBundle Bundle(ReadOnlyMemory<byte> model) =>
        ModelBundle.Of(BundleContent.Of(model, TestBundle.Manifest.Replace("top_k: 3", "top_k: 3\n  logits: true", StringComparison.Ordinal), TestBundle.Labels), "small");

    public static IEnumerable<Frame> Pictures()
    {
        var (pool, random) = (new FramePool(), new Random(7));
        for (var i = 0; i < 24; i++)
        {
            var frame = pool.Rent(PixelFormat.Rgb24, 8, 8);
            for (var at = 0; at < frame.Bytes.Length; at++)
                frame.Bytes[at] = (byte)random.Next((at % 3 == i % 3) ? 256 : 100);
            yield return frame;
        }
    }

    /// <summary>Operators of a model, in order.</summary>
    public static string Operators(ReadOnlySpan<byte> model) => string.Join(' ', EditableModel.Read(model).Nodes.Select(node => (node.Domain.Length > 0 ? node.Domain + "." : "") + node.Op switch
    {
        "QuantizeLinear" => "q",
        "DequantizeLinear" => "d",
        var op => op,
    }));

    public static OnnxPrecision PrecisionOf(ReadOnlySpan<byte> model) => OnnxInspector.Inspect(model, new OnnxLimits()).Precision;
}
