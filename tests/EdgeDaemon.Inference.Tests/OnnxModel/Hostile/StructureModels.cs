using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>Models whose structure harms: nesting, recursion, unknown operators, too many parts, fields that a second reader understands otherwise.</summary>
internal static class StructureModels
{
    private static readonly string[] ControlFlow = ["If", "Loop", "Scan", "SequenceMap"];

    /// <summary>The family, with parameters from the generator.</summary>
    public static IEnumerable<HostileModel> Make(Random random, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            yield return new("graphs inside graphs", Nested(random.Next(6, 120)), new OnnxLimits { AllowControlFlow = true });
            yield return new("functions in a circle", Circle(random.Next(1, 40)));
            yield return new("functions that double each other", Doubling(random.Next(16, 60)));
            yield return new("control flow", Model(g => g.Node(ControlFlow[random.Next(4)], ["x"], ["y"])));
            yield return new("an unknown domain", Model(g => g.Node("Relu", $"d{random.Next():x}.example", ["x"], ["y"])));
            yield return new("an unknown domain imported", new OnnxModelBuilder(Sound().Node("Relu", ["x"], ["y"])).Opset($"d{random.Next():x}", 1).ToBytes());
            yield return new("an unknown operator", Model(g => g.Node($"Op{random.Next():x}", ["x"], ["y"])));
            yield return new("a compiled blob", Model(g => g.Node("EPContext", "com.microsoft", ["x"], ["y"])));
            yield return new("a value that nothing makes", Model(g => g.Node("Add", ["x", $"v{random.Next():x}"], ["y"])));
            yield return new("a value made twice", Model(g => g.Node("Relu", ["x"], ["y"]).Node("Neg", ["x"], ["y"])));
            yield return new("two constants of one name", Model(g => g.Initializer(Number("w")).Initializer(Number("w")).Node("Add", ["x", "w"], ["y"])));
            yield return new("two attributes of one name", Model(g => g.Node("Softmax", ["x"], ["y"], OnnxAttribute.Int("axis", 0), OnnxAttribute.Int("axis", 1))));
            yield return new("two tensors in one attribute", Model(g => g.Node("Constant", [], ["c"], TwoTensors()).Node("Add", ["x", "c"], ["y"])));
            yield return new("two graphs", new OnnxModelBuilder(Sound().Node("Relu", ["x"], ["y"])).Verbatim(m => m.Message(7, Sound().Write)).ToBytes());
            yield return new("a training graph", new OnnxModelBuilder(Sound().Node("Relu", ["x"], ["y"])).Verbatim(m => m.Message(20, _ => { })).ToBytes());
            yield return new("a name of a megabyte", Model(g => g.Node("Relu", ["x"], [new string('n', 1 << 20)])));
            yield return new("many dimensions", Model(g => g.Node("Reshape", ["x", "s"], ["y"]).Initializer(OnnxTensor.Int64("s", [.. Enumerable.Repeat(1L, random.Next(9, 60))]))));
            yield return new("an unknown element type", Model(g => g.Initializer(new OnnxTensor("w", (OnnxType)random.Next(30, 9999), [1], [0])).Node("Add", ["x", "w"], ["y"])));
        }

        yield return new("too many nodes", Model(g => Repeat(20_001, i => g.Node("Relu", ["x"], [i == 0 ? "y" : $"{i}"]))));
        yield return new("too many constants", Model(g => Repeat(20_001, i => g.Initializer(Number($"{i}")))));
        yield return new("too many inputs of a node", Model(g => g.Node("Sum", [.. Enumerable.Repeat("x", 400_000)], ["y"])));
        yield return new("too many functions", Functions(300));
        yield return new("a long function called often", Often());
    }

    private static byte[] Nested(int depth)
    {
        var graph = new OnnxGraph().Node("Relu", ["x"], ["y"]);
        for (var i = 0; i < depth; i++)
            graph = new OnnxGraph().Node("If", ["x"], ["y"], OnnxAttribute.Graph("then_branch", graph));
        return Model(g => g.Node("If", ["x"], ["y"], OnnxAttribute.Graph("then_branch", graph)));
    }

    private static byte[] Circle(int length)
    {
        var model = new OnnxModelBuilder(Sound().Node("F0", "own", ["x"], ["y"])).Opset("own", 1);
        for (var i = 0; i < length; i++)
            model.Function("own", $"F{i}", new OnnxNode($"F{(i + 1) % length}", "own", ["x"], ["y"]));
        return model.ToBytes();
    }

    private static byte[] Doubling(int depth)
    {
        var model = new OnnxModelBuilder(Sound().Node("F0", "own", ["x"], ["y"])).Opset("own", 1);
        for (var i = 0; i < depth; i++)
        {
            var (op, domain) = i == depth - 1 ? ("Relu", "") : ($"F{i + 1}", "own");
            model.Function("own", $"F{i}", new OnnxNode(op, domain, ["x"], ["m"]), new OnnxNode(op, domain, ["m"], ["y"]));
        }

        return model.ToBytes();
    }

    private static byte[] Functions(int count)
    {
        var model = new OnnxModelBuilder(Sound().Node("Relu", ["x"], ["y"])).Opset("own", 1);
        Repeat(count, i => model.Function("own", $"F{i}", new OnnxNode("Relu", "", ["x"], ["y"])));
        return model.ToBytes();
    }

    /// <summary>Fewer nodes than allowed, but each reads thousands of values again in each call.</summary>
    private static byte[] Often()
    {
        var graph = Sound();
        Repeat(9_000, i => graph.Node("F", "own", ["x"], [i == 0 ? "y" : $"{i}"]));
        return new OnnxModelBuilder(graph).Opset("own", 1)
            .Function("own", "F", new OnnxNode("Sum", "", [.. Enumerable.Repeat("x", 5_000)], ["y"])).ToBytes();
    }

    private static OnnxAttribute TwoTensors() => OnnxAttribute.Verbatim("value", w => w.Message(5, Number("a").Write).Message(5, Number("b").Write).Varint(20, 4));

    private static OnnxTensor Number(string name) => OnnxTensor.Float(name, [1], 1);

    private static void Repeat(int count, Action<int> action)
    {
        for (var i = 0; i < count; i++)
            action(i);
    }

    private static OnnxGraph Sound() => new OnnxGraph().Input("x", OnnxType.Float, 1, 2).Output("y", OnnxType.Float, 1, 2);

    private static byte[] Model(Action<OnnxGraph> build)
    {
        var graph = Sound();
        build(graph);
        return new OnnxModelBuilder(graph).ToBytes();
    }
}
