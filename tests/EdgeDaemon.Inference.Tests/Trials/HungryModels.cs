using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Trials;

/// <summary>Models that the reader lets pass and that take the process which loads or runs them down, or would if they could.</summary>
internal static class HungryModels
{
    /// <summary>Memory by a constant that ONNX Runtime makes while it loads the model.</summary>
    public static byte[] ConstantOfShape => Bomb(g => g.Initializer(OnnxTensor.Int64("n", 1L << 20, 1L << 20)).Node("ConstantOfShape", ["n"], ["big"]));

    /// <summary>Memory by a value that only a run makes.</summary>
    public static byte[] Expand => Bomb(g => g.Initializer(OnnxTensor.Int64("n", 1L << 20, 1L << 20)).Node("Expand", ["x", "n"], ["big"]));

    /// <summary>Memory by repeating.</summary>
    public static byte[] Tile => Bomb(g => g.Initializer(OnnxTensor.Int64("n", 1 << 14, 1 << 14)).Node("Tile", ["x", "n"], ["big"]));

    /// <summary>Memory little by little: each step is no larger than a real model's, and all stay in use.</summary>
    public static byte[] Hoard => Bomb(g =>
    {
        g.Initializer(OnnxTensor.Int64("n", 1 << 10, 1 << 12));
        string[] values = [.. Enumerable.Range(0, 64).Select(i => $"v{i}")];
        for (var i = 0; i < values.Length; i++)
            g.Initializer(OnnxTensor.Float($"c{i}", [1], i)).Node("Add", ["x", $"c{i}"], [$"s{i}"]).Node("Expand", [$"s{i}", "n"], [values[i]]);
        g.Node("Concat", values, ["big"], OnnxAttribute.Int("axis", 0));
    });

    /// <summary>Memory by a loop that doubles what it carries.</summary>
    public static byte[] DoublingLoop => Loop(body => body.Node("Concat", ["in", "in"], ["out"], OnnxAttribute.Int("axis", 1)));

    /// <summary>A loop that never ends.</summary>
    public static byte[] EndlessLoop => Loop(body => body.Node("Neg", ["in"], ["out"]));

    /// <summary>Hours of products of constants, which ONNX Runtime computes while it loads the model.</summary>
    public static byte[] EndlessFolding
    {
        get
        {
            var graph = Graph().Initializer(OnnxTensor.Int64("n", 2048, 2048)).Node("ConstantOfShape", ["n"], ["v0"]);
            for (var i = 0; i < 5000; i++)
                graph.Node("MatMul", [$"v{i}", "v0"], [$"v{i + 1}"]);
            return new OnnxModelBuilder(graph.Node("Mul", ["x", "v5000"], ["y"])).ToBytes();
        }
    }

    /// <summary>A constant larger than what is left.</summary>
    public static byte[] HugeConstant(int bytes) => Model(g => g
        .Initializer(new OnnxTensor("w", OnnxType.Float, [bytes / sizeof(float)], new byte[bytes])).Node("Add", ["x", "w"], ["y"]));

    /// <summary>The least 32-bit number divided by -1, which no 32-bit number is: an x64 processor answers with a signal.</summary>
    public static byte[] OverflowingDivision => Model(g => g
        .Initializer(new OnnxTensor("least", OnnxType.Int32, [1], [0, 0, 0, 0x80])).Initializer(new OnnxTensor("minus", OnnxType.Int32, [1], [0xff, 0xff, 0xff, 0xff]))
        .Node("Div", ["least", "minus"], ["n"]).Node("Cast", ["n"], ["f"], OnnxAttribute.Int("to", (int)OnnxType.Float)).Node("Add", ["x", "f"], ["y"]));

    private static byte[] Loop(Action<OnnxGraph> step)
    {
        var body = new OnnxGraph().Input("i", OnnxType.Int64).Input("go", OnnxType.Bool).Input("in", OnnxType.Float, 1, "n").Node("Identity", ["go"], ["again"]);
        step(body);
        body.Output("again", OnnxType.Bool).Output("out", OnnxType.Float, 1, "m");
        return Model(g => g.Initializer(new OnnxTensor("yes", OnnxType.Bool, [], [1]))
            .Node("Loop", ["", "yes", "x"], ["y"], OnnxAttribute.Graph("body", body)));
    }

    /// <summary>What is big stays inside, where no declaration says how large it may be.</summary>
    private static byte[] Bomb(Action<OnnxGraph> build) => Model(g =>
    {
        build(g);
        g.Node("ReduceMax", ["big"], ["y"]);
    });

    private static OnnxGraph Graph() => new OnnxGraph().Input("x", OnnxType.Float, 1, 1).Output("y", OnnxType.Float, "rows", "columns");

    private static byte[] Model(Action<OnnxGraph> build)
    {
        var graph = Graph();
        build(graph);
        return new OnnxModelBuilder(graph).ToBytes();
    }
}
