namespace EdgeDaemon.TestKit.Onnx;

/// <summary>A dimension of an input or output: a number, a name (open), or neither (open).</summary>
public readonly record struct OnnxDimension(long? Value, string? Name)
{
    /// <summary>A known dimension.</summary>
    public static implicit operator OnnxDimension(int value) => FromInt64(value);

    /// <summary>A known dimension.</summary>
    public static implicit operator OnnxDimension(long value) => FromInt64(value);

    /// <summary>An open dimension with a name.</summary>
    public static implicit operator OnnxDimension(string name) => FromString(name);

    /// <summary>A known dimension.</summary>
    public static OnnxDimension FromInt64(long value) => new(value, null);

    /// <summary>An open dimension with a name.</summary>
    public static OnnxDimension FromString(string name) => new(null, name);
}

/// <summary>Builds a <c>GraphProto</c>. It checks nothing.</summary>
public sealed class OnnxGraph
{
    private readonly ProtoWriter _fields = new();

    /// <summary>Starts a graph.</summary>
    public OnnxGraph(string name = "graph") => _fields.Text(2, name);

    /// <summary>Declares an input.</summary>
    public OnnxGraph Input(string name, OnnxType type, params OnnxDimension[] shape) => Value(11, name, type, shape);

    /// <summary>Declares an output.</summary>
    public OnnxGraph Output(string name, OnnxType type, params OnnxDimension[] shape) => Value(12, name, type, shape);

    /// <summary>Declares an output that is a sequence of tensors.</summary>
    public OnnxGraph SequenceOutput(string name, OnnxType type)
    {
        _fields.Message(12, value => value.Text(1, name).Message(2, t => t.Message(4, s => s.Message(1, e => e.Message(1, x => x.Varint(1, (int)type))))));
        return this;
    }

    /// <summary>Adds an operator of the default domain.</summary>
    public OnnxGraph Node(string op, string[] inputs, string[] outputs, params OnnxAttribute[] attributes) =>
        Node(op, "", inputs, outputs, attributes);

    /// <summary>Adds an operator.</summary>
    public OnnxGraph Node(string op, string domain, string[] inputs, string[] outputs, params OnnxAttribute[] attributes)
    {
        _fields.Message(1, new OnnxNode(op, domain, inputs, outputs, attributes).Write);
        return this;
    }

    /// <summary>Adds a constant.</summary>
    public OnnxGraph Initializer(OnnxTensor tensor)
    {
        _fields.Message(5, tensor.Write);
        return this;
    }

    /// <summary>Adds a sparse constant; its name is that of <paramref name="values"/>.</summary>
    public OnnxGraph SparseInitializer(OnnxTensor values, OnnxTensor indices, params long[] dimensions)
    {
        _fields.Message(15, sparse => WriteSparse(sparse, values, indices, dimensions));
        return this;
    }

    /// <summary>Adds fields as they are.</summary>
    public OnnxGraph Verbatim(Action<ProtoWriter> write)
    {
        write(_fields);
        return this;
    }

    /// <summary>Writes the fields of a <c>GraphProto</c>.</summary>
    public void Write(ProtoWriter writer) => writer.Verbatim(_fields.ToArray());

    internal static void WriteSparse(ProtoWriter sparse, OnnxTensor values, OnnxTensor indices, long[] dimensions)
    {
        sparse.Message(1, values.Write).Message(2, indices.Write);
        foreach (var dimension in dimensions)
            sparse.Varint(3, dimension);
    }

    private OnnxGraph Value(int field, string name, OnnxType type, OnnxDimension[] shape)
    {
        _fields.Message(field, value => value.Text(1, name).Message(2, t => t.Message(1, tensor =>
            tensor.Varint(1, (int)type).Message(2, s => WriteShape(s, shape)))));
        return this;
    }

    private static void WriteShape(ProtoWriter writer, OnnxDimension[] shape)
    {
        foreach (var dimension in shape)
        {
            writer.Message(1, d =>
            {
                if (dimension.Value is { } value)
                    d.Varint(1, value);
                else if (dimension.Name is { } name)
                    d.Text(2, name);
            });
        }
    }
}
