namespace EdgeDaemon.TestKit.Onnx;

/// <summary>An attribute of a node: its name and the rest of its <c>AttributeProto</c>.</summary>
public sealed class OnnxAttribute
{
    private readonly string _name;
    private readonly Action<ProtoWriter> _write;

    private OnnxAttribute(string name, Action<ProtoWriter> write) => (_name, _write) = (name, write);

    /// <summary>An integer.</summary>
    public static OnnxAttribute Int(string name, long value) => new(name, w => w.Varint(3, value).Varint(20, 2));

    /// <summary>A float.</summary>
    public static OnnxAttribute Float(string name, float value) => new(name, w => w.Single(2, value).Varint(20, 1));

    /// <summary>A list of integers.</summary>
    public static OnnxAttribute Ints(string name, params long[] values) => new(name, w =>
    {
        foreach (var value in values)
            w.Varint(8, value);
        w.Varint(20, 7);
    });

    /// <summary>A constant.</summary>
    public static OnnxAttribute Tensor(string name, OnnxTensor value) => new(name, w => w.Message(5, value.Write).Varint(20, 4));

    /// <summary>A sub-graph.</summary>
    public static OnnxAttribute Graph(string name, OnnxGraph value) => new(name, w => w.Message(6, value.Write).Varint(20, 5));

    /// <summary>A sparse constant.</summary>
    public static OnnxAttribute Sparse(string name, OnnxTensor values, OnnxTensor indices, params long[] dimensions) => new(name, w =>
        w.Message(22, sparse => OnnxGraph.WriteSparse(sparse, values, indices, dimensions)).Varint(20, 11));

    /// <summary>Fields as they are, after the name.</summary>
    public static OnnxAttribute Verbatim(string name, Action<ProtoWriter> write) => new(name, write);

    /// <summary>Writes the fields of an <c>AttributeProto</c>.</summary>
    public void Write(ProtoWriter writer) => _write(writer.Text(1, _name));
}
