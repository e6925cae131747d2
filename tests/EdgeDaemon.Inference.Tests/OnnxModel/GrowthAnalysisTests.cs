using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

/// <summary>Shapes that exporters compute inside the graph, and where they end.</summary>
public class GrowthAnalysisTests
{
    private static readonly OnnxLimits Limits = new();

    [Fact]
    public void ExpandBehindWhereEqual_AsPyTorchWritesIt_IsFollowed() => AssertShape([1, 2, 4, 4], g => g
        // torch.expand(-1, 2, -1, 4): -1 keeps a dimension, so the exporter asks Where(shape == -1, 1, shape).
        .Initializer(OnnxTensor.Int64("shape", -1, 2, -1, 4)).Initializer(OnnxTensor.Int64("rank", 4)).Initializer(OnnxTensor.Int64("minus", -1, -1, -1, -1))
        .Node("ConstantOfShape", ["rank"], ["ones"], OnnxAttribute.Tensor("value", OnnxTensor.Int64("v", 1)))
        .Node("Equal", ["shape", "minus"], ["ask"]).Node("Where", ["ask", "ones", "shape"], ["size"]).Node("Expand", ["x", "size"], ["y"]));

    [Fact]
    public void PadBehindReversedSlice_AsPyTorchWritesIt_IsFollowed() => AssertShape([1, 1, 9, 5], g => g
        // F.pad(x, (0, 1, 2, 3)): last dimension first; turned around by Reshape, Slice, Transpose.
        .Initializer(OnnxTensor.Int64("given", 0, 1, 2, 3)).Initializer(OnnxTensor.Int64("more", 4)).Initializer(OnnxTensor.Int64("pairs", -1, 2))
        .Initializer(OnnxTensor.Int64("from", -1)).Initializer(OnnxTensor.Int64("to", long.MinValue + 1)).Initializer(OnnxTensor.Int64("axis", 0)).Initializer(OnnxTensor.Int64("step", -1))
        .Initializer(OnnxTensor.Int64("all", -1))
        .Node("ConstantOfShape", ["more"], ["zeros"], OnnxAttribute.Tensor("value", OnnxTensor.Int64("v", 0)))
        .Node("Concat", ["given", "zeros"], ["pads"], OnnxAttribute.Int("axis", 0)).Node("Reshape", ["pads", "pairs"], ["matrix"])
        .Node("Slice", ["matrix", "from", "to", "axis", "step"], ["reversed"]).Node("Transpose", ["reversed"], ["turned"], OnnxAttribute.Ints("perm", 1, 0))
        .Node("Reshape", ["turned", "all"], ["flat"]).Node("Cast", ["flat"], ["n"], OnnxAttribute.Int("to", 7)).Node("Pad", ["x", "n"], ["y"]));

    [Fact]
    public void ResizeToTwiceTheShape_IsFollowed() => AssertShape([1, 1, 8, 8], g => g
        .Initializer(OnnxTensor.Int64("two", 1, 1, 2, 2))
        .Node("Shape", ["x"], ["s"]).Node("Mul", ["s", "two"], ["n"]).Node("Resize", ["x", "", "", "n"], ["y"]));

    [Fact]
    public void ReshapeByGatheredShape_IsFollowed() => AssertShape([4, 4], g => g
        .Initializer(new OnnxTensor("i", OnnxType.Int64, [], BitConverter.GetBytes(2L))).Initializer(OnnxTensor.Int64("zero", 0)).Initializer(OnnxTensor.Int64("rest", -1))
        .Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "i"], ["h"]).Node("Unsqueeze", ["h", "zero"], ["list"])
        .Node("Concat", ["list", "rest"], ["n"], OnnxAttribute.Int("axis", 0)).Node("Reshape", ["x", "n"], ["y"]));

    [Fact]
    public void PadOfWhatNonMaxSuppressionLeaves_HasABound()
    {
        // As exports with NMS inside end: up to 5 of 16 rows, filled up with zeros to 5.
        var summary = Inspect(g => g
            .Initializer(OnnxTensor.Int64("flat", 1, 16, 1)).Initializer(OnnxTensor.Int64("most", 5)).Initializer(OnnxTensor.Int64("four", 1, 1, 4))
            .Initializer(OnnxTensor.Int64("zero", 0)).Initializer(OnnxTensor.Int64("one", 1)).Initializer(OnnxTensor.Int64("row", 1, 16))
            .Node("Reshape", ["x", "flat"], ["column"]).Node("Tile", ["column", "four"], ["boxes"]).Node("Reshape", ["x", "flatScores"], ["scores"])
            .Initializer(OnnxTensor.Int64("flatScores", 1, 1, 16))
            .Node("NonMaxSuppression", ["boxes", "scores", "most"], ["picked"])
            .Node("Shape", ["picked"], ["s"]).Node("Slice", ["s", "zero", "one"], ["rows"]).Node("Sub", ["most", "rows"], ["lack"])
            .Initializer(OnnxTensor.Int64("two", 0, 0)).Initializer(OnnxTensor.Int64("none", 0))
            .Node("Concat", ["two", "lack", "none"], ["n"], OnnxAttribute.Int("axis", 0)).Node("Pad", ["picked", "n"], ["y"]));
        Assert.InRange(summary.PeakBytes, 1, 4096);
    }

    [Fact]
    public void Chain_PastTheBudget_NamesNodeAndEstimate() => AssertRefused(
        g => g.Node("Concat", ["x", "x"], ["a"], OnnxAttribute.Int("axis", 0)).Node("Concat", ["a", "a"], ["b"], OnnxAttribute.Int("axis", 0)).Node("Concat", ["b", "b"], ["y"], OnnxAttribute.Int("axis", 0)),
        new OnnxLimits { MemoryBudgetBytes = 511 },
        "node 3 ('Concat') makes float32[8,1,4,4], which takes 1 MiB; the memory budget is 1 MiB");

    [Fact]
    public void SizeFromThePicture_IsRefused() => AssertRefused(
        g => g.Initializer(OnnxTensor.Int64("flat", 16)).Node("Reshape", ["x", "flat"], ["f"]).Node("ReduceMax", ["f"], ["m"])
            .Node("Cast", ["m"], ["n"], OnnxAttribute.Int("to", 7)).Node("ConstantOfShape", ["n"], ["y"]),
        Limits, "node 4 ('ConstantOfShape') makes");

    [Fact]
    public void FunctionThatPassesItsInputOn_DoesNotHideMemory()
    {
        // Each call hands back its input; counted down twice, the two large values would look like one.
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1, 1, 4, 4).Output("y", OnnxType.Float).Initializer(OnnxTensor.Int64("n", 1, 1, 4096, 4096))
            .Node("Expand", ["x", "n"], ["big"]).Node("F", "own", ["big"], ["p"]).Node("F", "own", ["big"], ["q"]).Node("Add", ["big", "p"], ["r"]).Node("Add", ["r", "q"], ["y"]);
        var model = new OnnxModelBuilder(graph).Opset("own", 1).Function("own", "F", new OnnxNode("Identity", "", ["x"], ["y"])).ToBytes();
        OnnxGuard.Check(model, Limits with { MemoryBudgetBytes = 257L << 20 });
        Assert.Throws<ModelRefusedException>(() => OnnxGuard.Check(model, Limits with { MemoryBudgetBytes = 192L << 20 }));
    }

    [Fact]
    public void OpenDimension_TakesThePicturesSize()
    {
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, "n", 3, "h", "w").Output("y", OnnxType.Float)
            .Initializer(OnnxTensor.Float("s", [4], 1, 1, 8, 8)).Node("Resize", ["x", "", "s"], ["y"])).ToBytes();
        OnnxGuard.Check(model, Limits, new() { Width = 320, Height = 240 });
        Assert.Throws<ModelRefusedException>(() => OnnxGuard.Check(model, Limits, new() { Width = 1920, Height = 1080 }));
    }

    private static void AssertShape(long[] expected, Action<OnnxGraph> build) => Assert.Equal(expected, Inspect(build).Outputs[0].Shape);

    private static OnnxSummary Inspect(Action<OnnxGraph> build) => OnnxInspector.Inspect(Bytes(build), Limits);

    private static void AssertRefused(Action<OnnxGraph> build, OnnxLimits limits, string message)
    {
        var error = Assert.Throws<ModelRefusedException>(() => OnnxGuard.Check(Bytes(build), limits));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(Action<OnnxGraph> build)
    {
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1, 1, 4, 4).Output("y", OnnxType.Float);
        build(graph);
        return new OnnxModelBuilder(graph).ToBytes();
    }
}
