using System.Text;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Proposals;

/// <summary>A model whose outputs have the shapes of a family, and nothing else of it.</summary>
internal sealed class TestModel
{
    private readonly OnnxGraph _graph;
    private readonly List<(byte[] Key, byte[] Value)> _metadata = [];

    /// <param name="input">Dimensions of the image input.</param>
    public TestModel(params OnnxDimension[] input) => _graph = new OnnxGraph().Input("image", OnnxType.Float, input);

    /// <summary>Adds an output that a last operator makes out of a constant of its shape.</summary>
    public TestModel Output(string name, string op, params long[] shape)
    {
        var parts = shape.Select(d => (int)d).ToArray();
        _graph.Output(name, OnnxType.Float, [.. parts.Select(d => (OnnxDimension)d)])
            .Node("ConstantOfShape", [name + "_shape"], [name + "_zeros"])
            .Initializer(OnnxTensor.Int64(name + "_shape", shape))
            .Node(op, [name + "_zeros"], [name]);
        return this;
    }

    /// <summary>Adds an output that is the same for every picture.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="declared">Its dimensions as the model declares them.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="elsewhere">Its numbers but for those that follow.</param>
    /// <param name="numbers">Numbers by their place in memory.</param>
    public TestModel Constant(string name, OnnxDimension[] declared, long[] shape, float elsewhere, params (long Place, float[] Numbers)[] numbers)
    {
        var values = new float[shape.Aggregate(1L, (product, d) => product * d)];
        Array.Fill(values, elsewhere);
        foreach (var (place, run) in numbers)
            run.CopyTo(values, place);
        _graph.Output(name, OnnxType.Float, declared).Initializer(OnnxTensor.Float(name + "_c", shape, values)).Node("Identity", [name + "_c"], [name]);
        return this;
    }

    /// <summary>Adds boxes [1, N, 4], corners as parts of the picture, that the graph scales to the size that a second input says.</summary>
    public TestModel ScaledBoxes(string name, string sizes, params float[] corners)
    {
        var rows = corners.Length / 4;
        _graph.Input(sizes, OnnxType.Int64, "batch", 2).Output(name, OnnxType.Float, 1, rows, 4)
            .Initializer(OnnxTensor.Float(name + "_c", [1, rows, 4], corners))
            .Node("Cast", [sizes], ["size"], OnnxAttribute.Int("to", 1)).Node("Concat", ["size", "size"], ["sides"], OnnxAttribute.Int("axis", 1))
            .Node("Mul", [name + "_c", "sides"], [name]);
        return this;
    }

    /// <summary>Adds a softmax over three channels, the last dimension: the first everywhere, but in one cell the last.</summary>
    public TestModel Cells(string name, int rows, int columns, (int Row, int Column) cell)
    {
        var values = new float[rows * columns * 3];
        for (var i = 0; i < values.Length; i += 3)
            values[i] = 6;
        var at = ((cell.Row * columns) + cell.Column) * 3;
        (values[at], values[at + 2]) = (0, 6);
        _graph.Output(name, OnnxType.Float, 1, rows, columns, 3).Initializer(OnnxTensor.Float(name + "_c", [1, rows, columns, 3], values))
            .Node("Softmax", [name + "_c"], [name], OnnxAttribute.Int("axis", 3));
        return this;
    }

    /// <summary>Adds an output of one number, a sigmoid.</summary>
    public TestModel Sigmoid(string name, float logit)
    {
        _graph.Output(name, OnnxType.Float, 1, 1).Initializer(OnnxTensor.Float(name + "_c", [1, 1], logit)).Node("Sigmoid", [name + "_c"], [name]);
        return this;
    }

    /// <summary>Adds a division of the input, which an output shows.</summary>
    public TestModel Divided(float divisor)
    {
        _graph.Initializer(OnnxTensor.Float("divisor", [], divisor)).Node("Div", ["image", "divisor"], ["divided"]);
        return this;
    }

    /// <summary>Adds an output of the shape of the input, as it declares it.</summary>
    public TestModel OpenPlane(string name, params OnnxDimension[] shape)
    {
        _graph.Output(name, OnnxType.Float, shape).Node("Softmax", ["image"], [name]);
        return this;
    }

    /// <summary>Adds an output with the mean of each channel.</summary>
    public TestModel Pooled(string name)
    {
        _graph.Output(name, OnnxType.Float, 1, 3).Node("GlobalAveragePool", ["image"], [name + "_mean"]).Node("Flatten", [name + "_mean"], [name]);
        return this;
    }

    public TestModel Metadata(string key, string value) => Metadata(key, Encoding.UTF8.GetBytes(value));

    public TestModel Metadata(string key, byte[] value)
    {
        _metadata.Add((Encoding.UTF8.GetBytes(key), value));
        return this;
    }

    public byte[] ToBytes()
    {
        var model = new OnnxModelBuilder(_graph);
        foreach (var (key, value) in _metadata)
            model.Verbatim(m => m.Message(14, e => e.Bytes(1, key).Bytes(2, value)));
        return model.ToBytes();
    }

    /// <summary>What is proposed for it.</summary>
    public ManifestProposal Propose(ProposalRequest? request = null)
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["model.onnx"], ToBytes());
        return BareModel.Read(folder["model.onnx"], Engine.Trials).Propose(request ?? new ProposalRequest { Name = "model" });
    }
}
