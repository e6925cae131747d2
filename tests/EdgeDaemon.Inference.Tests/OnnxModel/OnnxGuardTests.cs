using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Tests.OnnxModel.Hostile;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel;

public class OnnxGuardTests
{
    private static readonly OnnxLimits Limits = new();

    [Fact]
    public void Check_EveryRealModel_IsAccepted()
    {
        foreach (var path in RealModels.Paths())
        {
            var error = Record.Exception(() => OnnxGuard.Check(File.ReadAllBytes(path), Limits));
            Assert.True(error is null, $"{path}: {error}");
        }
    }

    [Fact]
    public void Check_RealModelCutAnywhere_IsRefused()
    {
        var model = File.ReadAllBytes(Assets.Require("models", "cifar10_resnet8_qdq_s8.onnx"));
        for (var length = 0; length < model.Length - 64; length += 997)
            Assert.Throws<ModelRefusedException>(() => OnnxGuard.Check(model.AsSpan(0, length), Limits));
    }

    [Fact]
    public void Check_RandomBytes_RefusesOrAcceptsButNeverCrashes()
    {
        var random = new Random(20260101);
        var sound = Bytes(g => g.Node("Add", ["x", "c"], ["y"]).Initializer(OnnxTensor.Float("c", [2], 1, 2)));
        for (var i = 0; i < 5000; i++)
        {
            var bytes = sound.ToArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var error = Record.Exception(() => OnnxGuard.Check(bytes, Limits));
            Assert.True(error is null or ModelRefusedException, $"seed 20260101, round {i}: {error}");
        }
    }

    [Fact]
    public void Check_RealModelWithStructureExchanged_RefusesOrAcceptsButNeverCrashes()
    {
        var random = new Random(20260102);
        foreach (var path in RealModels.Bundled())
        {
            var sound = File.ReadAllBytes(path);
            var fields = WireMap.Of(sound);
            for (var i = 0; i < 1000; i++)
            {
                var bytes = sound.ToArray();
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    var field = fields[random.Next(fields.Count)];
                    bytes[random.Next(field.Start, Math.Min(field.End, field.Start + 12))] = (byte)random.Next(256);
                }

                var error = Record.Exception(() => OnnxGuard.Check(bytes, Limits));
                Assert.True(error is null or ModelRefusedException, $"seed 20260102, {path}, round {i}: {error}");
            }
        }
    }

    [Theory]
    [InlineData("location", "../secret.txt")]
    [InlineData("location", "/etc/passwd")]
    [InlineData("location", "weights.bin")]
    [InlineData("location", "*/_ORT_MEM_ADDR_/*")]
    [InlineData("offset", "0")]
    public void Check_ExternalInitializer_IsRefused(string key, string value) => AssertRefused(
        g => g.Initializer(External("w", key, value)).Node("Add", ["x", "w"], ["y"]),
        "the constant 'w' takes its data from another file; only data inside the model is allowed");

    [Fact]
    public void Check_DataLocationExternalWithoutPath_IsRefused() => AssertRefused(
        g => g.Initializer(new OnnxTensor("w", OnnxType.Float, [1], new byte[4]) { DataLocation = 1 }).Node("Add", ["x", "w"], ["y"]),
        "the constant 'w' takes its data from another file");

    [Fact]
    public void Check_ExternalAttribute_NamesTheNode() => AssertRefused(
        g => g.Node("Constant", [], ["w"], OnnxAttribute.Tensor("value", External("t", "location", "a"))).Node("Add", ["x", "w"], ["y"]),
        "the constant of node 1 ('Constant') 't' takes its data from another file");

    [Fact]
    public void Check_ExternalInSubgraph_IsRefused() => AssertRefused(
        g => g.Node("If", ["x"], ["y"], OnnxAttribute.Graph("then_branch", new OnnxGraph().Initializer(External("w", "location", "a")))),
        "the constant 'w' takes its data from another file", Limits with { AllowControlFlow = true });

    [Fact]
    public void Check_ExternalInSparse_IsRefused() => AssertRefused(
        g => g.SparseInitializer(External("w", "location", "a"), OnnxTensor.Int64("i", 0), 4).Node("Add", ["x", "w"], ["y"]),
        "a sparse constant 'w' takes its data from another file");

    [Fact]
    public void Check_ExternalInFunction_IsRefused() => AssertRefused(
        new OnnxModelBuilder(Sound().Node("F", "own", ["x"], ["y"])).Opset("own", 1)
            .Function("own", "F", new OnnxNode("Constant", "", [], ["y"], OnnxAttribute.Tensor("value", External("w", "location", "a")))).ToBytes(),
        "takes its data from another file", Limits);

    [Theory]
    [InlineData("evil.example", "the domain 'evil.example', which is not allowed")]
    [InlineData("org.pytorch.aten", "the domain 'org.pytorch.aten', which is not allowed")]
    public void Check_UnknownDomain_IsRefused(string domain, string message) => AssertRefused(
        g => g.Node("Do", domain, ["x"], ["y"]), $"node 1 ('Do') is an operator of {message}");

    [Fact]
    public void Check_CompiledBlobOperator_IsRefused() =>
        AssertRefused(g => g.Node("EPContext", "com.microsoft", ["x"], ["y"]), "node 1 ('EPContext')");

    [Fact]
    public void Check_UnknownImport_IsRefused() => AssertRefused(
        new OnnxModelBuilder(Sound().Node("Relu", ["x"], ["y"])).Opset("evil", 1).ToBytes(), "the unknown domain 'evil'", Limits);

    [Theory]
    [InlineData("If")]
    [InlineData("Loop")]
    [InlineData("Scan")]
    public void Check_ControlFlow_IsRefusedUnlessAllowed(string op)
    {
        AssertRefused(g => g.Node(op, ["x"], ["y"]), $"node 1 ('{op}') is control flow, which is not allowed for this model");
        OnnxGuard.Check(Bytes(g => g.Node(op, ["x"], ["y"])), Limits with { AllowControlFlow = true });
    }

    [Fact]
    public void Check_MoreNodesThanAllowed_IsRefused() => AssertRefused(
        g => g.Node("Relu", ["x"], ["a"]).Node("Relu", ["a"], ["b"]).Node("Relu", ["b"], ["y"]), "more than 2 nodes", Limits with { MaxNodes = 2 });

    [Fact]
    public void Check_MoreConstantsThanAllowed_IsRefused() => AssertRefused(
        g => g.Initializer(OnnxTensor.Float("a", [], 1)).Initializer(OnnxTensor.Float("b", [], 1)), "more than 1 constants", Limits with { MaxTensors = 1 });

    [Theory]
    [InlineData(new long[] { 1000, 1000, 1000 }, "the constant 'w' needs 4000000000 bytes for its shape, and has 4")]
    [InlineData(new long[] { 1L << 40, 1L << 40 }, "the constant 'w' has more than 2147483647 elements")]
    [InlineData(new long[] { -1 }, "the constant 'w' has a dimension of -1")]
    [InlineData(new long[] { 2 }, "the constant 'w' needs 8 bytes for its shape, and has 4")]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "the constant 'w' has more than 8 dimensions")]
    public void Check_ShapeThatTheDataDoesNotFill_IsRefused(long[] shape, string message) =>
        AssertRefused(g => g.Initializer(new OnnxTensor("w", OnnxType.Float, shape, new byte[4])), message);

    [Fact]
    public void Check_UnknownElementType_IsRefused() => AssertRefused(
        g => g.Initializer(new OnnxTensor("w", (OnnxType)99, [1], new byte[4])), "the constant 'w' has the unknown element type 99");

    [Fact]
    public void Check_SparseBomb_IsRefused() => AssertRefused(
        g => g.SparseInitializer(OnnxTensor.Float("w", [1], 1), OnnxTensor.Int64("i", 0), 1_000_000_000), "expands to 1000000000 elements");

    [Fact]
    public void Check_InputOfBillions_IsRefused() => AssertRefused(
        new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 3, 100_000, 100_000)).ToBytes(), "the input 'x' [1,3,100000,100000] has more than", Limits);

    [Fact]
    public void Check_GraphsInsideGraphs_HaveALimit()
    {
        var graph = new OnnxGraph().Node("Relu", ["x"], ["y"]);
        for (var i = 0; i < 10; i++)
            graph = new OnnxGraph().Node("If", ["x"], ["y"], OnnxAttribute.Graph("then_branch", graph));
        AssertRefused(new OnnxModelBuilder(graph).ToBytes(), "graphs are nested deeper than 4", Limits with { AllowControlFlow = true });
    }

    [Fact]
    public void Check_FunctionThatCallsItself_IsRefused() => AssertRefused(
        new OnnxModelBuilder(Sound().Node("F", "own", ["x"], ["y"])).Opset("own", 1)
            .Function("own", "F", new OnnxNode("G", "own", ["x"], ["y"]))
            .Function("own", "G", new OnnxNode("F", "own", ["x"], ["y"])).ToBytes(),
        "calls itself", Limits);

    [Fact]
    public void Check_FunctionsThatDoubleEachOther_AreCountedWrittenOut()
    {
        var model = new OnnxModelBuilder(Sound().Node("F0", "own", ["x"], ["y"])).Opset("own", 1);
        for (var i = 0; i < 40; i++)
        {
            var next = i == 39 ? ("Relu", "") : ($"F{i + 1}", "own");
            model.Function("own", $"F{i}", new OnnxNode(next.Item1, next.Item2, ["x"], ["m"]), new OnnxNode(next.Item1, next.Item2, ["m"], ["y"]));
        }

        AssertRefused(model.ToBytes(), "more than 20000 nodes when all function calls are written out", Limits);
    }

    [Fact]
    public void Check_TwoGraphs_IsRefused() => AssertRefused(
        new OnnxModelBuilder(Sound()).Verbatim(m => m.Message(7, Sound().Write)).ToBytes(), "the file holds two graphs", Limits);

    [Fact]
    public void Check_AttributeWithTwoTensors_IsRefused()
    {
        // ONNX Runtime's reader would merge the two: the shape of the second with the data of the first.
        var tensor = OnnxTensor.Float("t", [1], 1);
        AssertRefused(
            g => g.Verbatim(graph => graph.Message(1, node => node.Text(2, "y").Text(4, "Constant")
                .Message(5, a => a.Text(1, "value").Message(5, tensor.Write).Message(5, tensor.Write).Varint(20, 4)))),
            "an attribute of node 1 ('Constant') holds two values");
    }

    [Fact]
    public void Check_TrainingGraph_IsRefused() => AssertRefused(
        new OnnxModelBuilder(Sound()).Verbatim(m => m.Message(20, _ => { })).ToBytes(), "training graph", Limits);

    [Theory]
    [InlineData(new byte[0], "it holds no graph")]
    [InlineData(new byte[] { 0x3a, 0xff, 0xff, 0xff, 0x7f }, "a field of 268435455 bytes where 0 are left")]
    [InlineData(new byte[] { 0x3b }, "a field of the unknown kind 3")]
    [InlineData(new byte[] { 0x00, 0x00 }, "a field without a number")]
    [InlineData(new byte[] { 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 }, "a number that does not end")]
    public void Check_BytesThatAreNoModel_AreRefused(byte[] bytes, string message) => AssertRefused(bytes, message, Limits);

    private static OnnxTensor External(string name, string key, string value) =>
        new(name, OnnxType.Float, [1], []) { ExternalData = [(key, value)], DataLocation = 1 };

    private static OnnxGraph Sound() => new OnnxGraph().Input("x", OnnxType.Float, 1, 2).Output("y", OnnxType.Float, 1, 2);

    private static byte[] Bytes(Action<OnnxGraph> build)
    {
        var graph = Sound();
        build(graph);
        return new OnnxModelBuilder(graph).ToBytes();
    }

    private static void AssertRefused(Action<OnnxGraph> build, string message, OnnxLimits? limits = null) =>
        AssertRefused(Bytes(build), message, limits ?? Limits);

    private static void AssertRefused(byte[] model, string message, OnnxLimits limits)
    {
        var error = Assert.Throws<ModelRefusedException>(() => OnnxGuard.Check(model, limits));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
