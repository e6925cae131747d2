using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>Small files that ask for gigabytes, or for hours: at once, by arithmetic, or by growing step by step.</summary>
internal static class BombModels
{
    /// <summary>The family, with parameters from the generator.</summary>
    public static IEnumerable<HostileModel> Make(Random random, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            long a = random.Next(30_000, 2_000_000), b = random.Next(30_000, 2_000_000);
            foreach (var (op, build) in Literals(a, b))
                yield return new($"bomb by {op}", Model(build));
            foreach (var (op, build) in Computed(a, b))
                yield return new($"bomb by {op} of a computed size", Model(build));
            foreach (var (op, step) in Steps())
                yield return new($"growth by repeated {op}", Chain(step, random.Next(40, 80)));
            yield return new("constant of a huge shape", Model(g => g.Initializer(new OnnxTensor("w", OnnxType.Float, [a, b], new byte[4])).Node("Add", ["x", "w"], ["y"])));
            yield return new("constant of a negative shape", Model(g => g.Initializer(new OnnxTensor("w", OnnxType.Float, [-a, -b], new byte[4])).Node("Add", ["x", "w"], ["y"])));
            yield return new("constant whose size overflows", Model(g => g.Initializer(new OnnxTensor("w", OnnxType.Float, [1L << 32, 1L << 32], [])).Node("Add", ["x", "w"], ["y"])));
            yield return new("sparse constant of a huge shape", Model(g => g.SparseInitializer(OnnxTensor.Float("w", [1], 1), OnnxTensor.Int64("i", 0), a * b)));
            yield return new("input of a huge shape", new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, a, b).Output("y", OnnxType.Float).Node("Relu", ["x"], ["y"])).ToBytes());
            yield return new("hours of products", Products(random.Next(300, 500)));
            yield return new("size from the picture's content", Model(g => g.Initializer(OnnxTensor.Float("many", [1], 1e15f)).Node("Mul", ["x", "many"], ["m"]).Node("Cast", ["m"], ["r"], OnnxAttribute.Int("to", 7))
                .Initializer(OnnxTensor.Int64("flat", 1)).Node("Reshape", ["r", "flat"], ["n"]).Node("ConstantOfShape", ["n"], ["y"])));
        }
    }

    /// <summary>Fewer than a hundred bytes that ask for three gigabytes.</summary>
    public static byte[] Tiny() => new ProtoWriter().Varint(1, 8)
        .Message(7, g => g
            .Message(1, n => n.Text(1, "s").Text(2, "y").Text(4, "ConstantOfShape"))
            .Message(5, new OnnxTensor("s", OnnxType.Int64, [1], BitConverter.GetBytes(805_306_368L)).Write)
            .Message(12, v => v.Text(1, "y")))
        .Message(8, o => o.Varint(2, 13)).ToArray();

    private static IEnumerable<(string Op, Action<OnnxGraph> Build)> Literals(long a, long b)
    {
        var size = OnnxTensor.Int64("n", a, b);
        yield return ("ConstantOfShape", g => g.Initializer(size).Node("ConstantOfShape", ["n"], ["y"]));
        yield return ("Expand", g => g.Initializer(size).Node("Expand", ["x", "n"], ["y"]));
        yield return ("Tile", g => g.Initializer(size).Node("Tile", ["x", "n"], ["y"]));
        yield return ("Resize", g => g.Initializer(size).Node("Resize", ["x", "", "", "n"], ["y"]));
        yield return ("Resize by scales", g => g.Initializer(OnnxTensor.Float("n", [2], a, b)).Node("Resize", ["x", "", "n"], ["y"]));
        yield return ("Upsample", g => g.Initializer(OnnxTensor.Float("n", [2], a, b)).Node("Upsample", ["x", "n"], ["y"]));
        yield return ("Pad", g => g.Initializer(OnnxTensor.Int64("n", a, b, a, b)).Node("Pad", ["x", "n"], ["y"]));
        yield return ("RandomNormal", g => g.Node("RandomNormal", [], ["y"], OnnxAttribute.Ints("shape", a, b)));
        yield return ("Range", g => g.Initializer(Scalar("from", 0)).Initializer(Scalar("to", a * b)).Initializer(Scalar("by", 1)).Node("Range", ["from", "to", "by"], ["y"]));
        yield return ("OneHot", g => g.Initializer(OnnxTensor.Int64("i", 0)).Initializer(Scalar("depth", a * b)).Initializer(OnnxTensor.Float("v", [2], 0, 1)).Node("OneHot", ["i", "depth", "v"], ["y"]));
        yield return ("strides of 0", g => g.Initializer(OnnxTensor.Float("w", [1, 1, 1, 1], 1)).Node("Conv", ["x", "w"], ["y"], OnnxAttribute.Ints("strides", 0, 0)));
        yield return ("pads", g => g.Node("MaxPool", ["x"], ["y"], OnnxAttribute.Ints("kernel_shape", 1, 1), OnnxAttribute.Ints("pads", a, b, a, b)));
    }

    private static IEnumerable<(string Op, Action<OnnxGraph> Build)> Computed(long a, long b)
    {
        OnnxTensor left = OnnxTensor.Int64("a", a), right = OnnxTensor.Int64("b", b);
        yield return ("Mul", g => g.Initializer(left).Initializer(right).Node("Mul", ["a", "b"], ["n"]).Node("ConstantOfShape", ["n"], ["y"]));
        yield return ("Concat", g => g.Initializer(left).Initializer(right).Node("Concat", ["a", "b"], ["n"], OnnxAttribute.Int("axis", 0)).Node("Expand", ["x", "n"], ["y"]));
        yield return ("an int64 that wraps around", g => g.Initializer(OnnxTensor.Int64("a", long.MaxValue - a)).Initializer(OnnxTensor.Int64("b", long.MinValue + (a * b)))
            .Node("Add", ["a", "b"], ["m"]).Node("Neg", ["m"], ["n"]).Node("ConstantOfShape", ["n"], ["y"]));
        yield return ("an exponential", g => g.Initializer(OnnxTensor.Float("a", [1], 30)).Node("Exp", ["a"], ["m"]).Node("Cast", ["m"], ["n"], OnnxAttribute.Int("to", 7)).Node("ConstantOfShape", ["n"], ["y"]));
        yield return ("rounding", g => g.Initializer(OnnxTensor.Float("a", [1], 16777216)).Initializer(OnnxTensor.Float("b", [1], 1)).Initializer(OnnxTensor.Float("c", [1], -1e9f))
            .Node("Add", ["a", "b"], ["s"]).Node("Sub", ["s", "a"], ["d"]).Node("Sub", ["d", "b"], ["e"]).Node("Mul", ["e", "c"], ["f"])
            .Node("Cast", ["f"], ["n"], OnnxAttribute.Int("to", 7)).Node("ConstantOfShape", ["n"], ["y"]));
        yield return ("a Constant node", g => g.Node("Constant", [], ["n"], OnnxAttribute.Ints("value_ints", a, b)).Node("ConstantOfShape", ["n"], ["y"]));
    }

    private static IEnumerable<(string Op, Action<OnnxGraph, string, string> Step)> Steps()
    {
        yield return ("Concat", (g, from, to) => g.Node("Concat", [from, from], [to], OnnxAttribute.Int("axis", 1)));
        yield return ("Tile", (g, from, to) => g.Node("Tile", [from, "two"], [to]));
        yield return ("Resize", (g, from, to) => g.Node("Resize", [from, "", "scales"], [to]));
        yield return ("ConvTranspose", (g, from, to) => g.Node("ConvTranspose", [from, "kernel"], [to], OnnxAttribute.Ints("strides", 2, 2)));
        yield return ("Gather", (g, from, to) => g.Node("Gather", [from, "zeros"], [to], OnnxAttribute.Int("axis", 1)));
        yield return ("MatMul", (g, from, to) => g.Node("Concat", [from, from], [$"{to}w"], OnnxAttribute.Int("axis", 3)).Node("Transpose", [$"{to}w"], [$"{to}t"], OnnxAttribute.Ints("perm", 0, 1, 3, 2)).Node("MatMul", [$"{to}t", $"{to}w"], [to]));
        yield return ("Expand of its own shape", (g, from, to) => g.Node("Shape", [from], [$"{to}s"]).Node("Mul", [$"{to}s", "two"], [$"{to}d"]).Node("ConstantOfShape", [$"{to}d"], [to]));
    }

    private static byte[] Chain(Action<OnnxGraph, string, string> step, int length)
    {
        var graph = new OnnxGraph().Input("v0", OnnxType.Float, 1, 1, 2, 2).Output($"v{length}", OnnxType.Float)
            .Initializer(OnnxTensor.Int64("two", 1, 2, 2, 1)).Initializer(new OnnxTensor("zeros", OnnxType.Int64, [2, 2], new byte[32])).Initializer(OnnxTensor.Float("scales", [4], 1, 1, 2, 2))
            .Initializer(OnnxTensor.Float("kernel", [1, 1, 2, 2], 1, 1, 1, 1));
        for (var i = 0; i < length; i++)
            step(graph, $"v{i}", $"v{i + 1}");
        return new OnnxModelBuilder(graph).ToBytes();
    }

    private static byte[] Products(int count)
    {
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1024, 1024).Output("y", OnnxType.Float).Node("Relu", ["x"], ["v0"]);
        for (var i = 0; i < count; i++)
            graph.Node("MatMul", [$"v{i}", "x"], [i == count - 1 ? "y" : $"v{i + 1}"]);
        return new OnnxModelBuilder(graph).ToBytes();
    }

    private static OnnxTensor Scalar(string name, long value) => new(name, OnnxType.Int64, [], BitConverter.GetBytes(value));

    /// <summary>What the model makes stays inside, where no declaration says how large it may be.</summary>
    private static byte[] Model(Action<OnnxGraph> build)
    {
        var graph = new OnnxGraph().Input("x", OnnxType.Float, 1, 1).Output("z", OnnxType.Float);
        build(graph);
        return new OnnxModelBuilder(graph.Node("ReduceMax", ["y"], ["z"], OnnxAttribute.Int("keepdims", 0))).ToBytes();
    }
}
