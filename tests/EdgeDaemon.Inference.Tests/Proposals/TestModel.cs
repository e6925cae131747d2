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
