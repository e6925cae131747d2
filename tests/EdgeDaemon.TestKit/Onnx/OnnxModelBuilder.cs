namespace EdgeDaemon.TestKit.Onnx;

/// <summary>Builds the bytes of an ONNX file: small models for tests, sound or hostile. It checks nothing.</summary>
public sealed class OnnxModelBuilder(OnnxGraph graph)
{
    private readonly List<(string Domain, long Version)> _opsets = [("", 13)];
    private readonly List<Action<ProtoWriter>> _extra = [];

    /// <summary>Imports the operators of another domain.</summary>
    public OnnxModelBuilder Opset(string domain, long version)
    {
        _opsets.RemoveAll(o => o.Domain == domain);
        _opsets.Add((domain, version));
        return this;
    }

    /// <summary>Adds a function of the model's own with one input <c>x</c> and one output <c>y</c>.</summary>
    public OnnxModelBuilder Function(string domain, string name, params OnnxNode[] nodes) => Verbatim(model => model.Message(25, function =>
    {
        function.Text(1, name).Text(4, "x").Text(5, "y");
        foreach (var node in nodes)
            function.Message(7, node.Write);
        function.Message(9, opset => opset.Text(1, "").Varint(2, 13)).Message(9, opset => opset.Text(1, domain).Varint(2, 1)).Text(10, domain);
    }));

    /// <summary>Adds fields as they are.</summary>
    public OnnxModelBuilder Verbatim(Action<ProtoWriter> write)
    {
        _extra.Add(write);
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var model = new ProtoWriter().Varint(1, 8).Text(2, "edgedaemon-tests").Message(7, graph.Write);
        foreach (var (domain, version) in _opsets)
            model.Message(8, opset => opset.Text(1, domain).Varint(2, version));
        foreach (var write in _extra)
            write(model);
        return model.ToArray();
    }

    /// <summary>A model that gives back its input: <c>y = Identity(x)</c>.</summary>
    public static byte[] Identity(OnnxType type, params OnnxDimension[] shape) =>
        new OnnxModelBuilder(new OnnxGraph()
            .Input("x", type, shape)
            .Output("y", type, shape)
            .Node("Identity", ["x"], ["y"])).ToBytes();
}
