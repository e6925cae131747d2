using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>Models that read other files, or memory, as their data: six forms, in every place that holds a tensor.</summary>
internal static class LeakModels
{
    private static readonly OnnxLimits WithGraphsInside = new() { AllowControlFlow = true };

    /// <summary>The family, with parameters from the generator.</summary>
    public static IEnumerable<HostileModel> Make(Random random, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            foreach (var (form, location) in Locations(random))
            {
                var secret = Secret(location, random);
                yield return new($"leak of {form} by a constant", Model(g => g.Initializer(secret).Node("Add", ["x", "w"], ["y"])));
                yield return new($"leak of {form} by an attribute", Model(g => g.Node("Constant", [], ["w"], OnnxAttribute.Tensor("value", secret)).Node("Add", ["x", "w"], ["y"])));
                yield return new($"leak of {form} by a sparse constant", Model(g => g.SparseInitializer(secret, OnnxTensor.Int64("i", 0), 4).Node("Add", ["x", "w"], ["y"])));
                yield return new($"leak of {form} by a graph inside", Model(g => g.Node("If", ["x"], ["y"], OnnxAttribute.Graph("then_branch", new OnnxGraph().Initializer(secret)))), WithGraphsInside);
                yield return new($"leak of {form} by a function", new OnnxModelBuilder(Sound().Node("F", "own", ["x"], ["y"])).Opset("own", 1)
                    .Function("own", "F", new OnnxNode("Constant", "", [], ["y"], OnnxAttribute.Tensor("value", secret))).ToBytes());
            }
        }
    }

    private static IEnumerable<(string Form, string Location)> Locations(Random random)
    {
        var name = $"{random.Next(1_000_000):x}.bin";
        yield return ("a relative path", $"{string.Concat(Enumerable.Repeat("../", random.Next(1, 9)))}{name}");
        yield return ("an absolute path", $"/etc/{name}");
        yield return ("a symbolic link", $"link-to-{name}");
        yield return ("a hard link", $"hard-{name}");
        yield return ("memory", "*/_ORT_MEM_ADDR_/*");
    }

    private static OnnxTensor Secret(string location, Random random)
    {
        (string, string)[] entries = [("location", location), ("offset", $"{random.Next()}"), ("length", $"{random.Next()}")];
        return new("w", OnnxType.UInt8, [random.Next(1, 9)], []) { ExternalData = entries[..random.Next(1, 4)], DataLocation = random.Next(2) == 0 ? 1 : null };
    }

    private static OnnxGraph Sound() => new OnnxGraph().Input("x", OnnxType.UInt8, 1).Output("y", OnnxType.UInt8, 1);

    private static byte[] Model(Action<OnnxGraph> build)
    {
        var graph = Sound();
        build(graph);
        return new OnnxModelBuilder(graph).ToBytes();
    }
}
