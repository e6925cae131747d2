using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Editing;

/// <summary>
/// A model file whose graph is edited: operators, constants, inputs and outputs are taken apart, everything else is kept as it is written.
/// <see cref="OnnxGuard"/> has checked the bytes, so that there is one graph, none inside another, and every name of it is unique.
/// </summary>
internal sealed class EditableModel
{
    // From this version on, constants need not be declared as inputs, which lets anybody replace them.
    private const long LeastVersion = 4;

    private readonly WireWriter _aroundGraph = new();
    private readonly WireWriter _aroundNodes = new();

    private EditableModel()
    {
    }

    /// <summary>Version of each domain's operators; that of the standard is empty.</summary>
    public Dictionary<string, long> Opsets { get; } = [];

    /// <summary>Operators in the order of a run.</summary>
    public List<GraphNode> Nodes { get; private set; } = [];

    /// <summary>Constants as <c>TensorProto</c>, by name; those that operators make, too.</summary>
    public OrderedDictionary<string, byte[]> Constants { get; } = [];

    /// <summary>Inputs that no constant has a default for: the declaration of each, by name.</summary>
    public OrderedDictionary<string, byte[]> Inputs { get; } = [];

    /// <summary>Outputs: the declaration of each, by name.</summary>
    public OrderedDictionary<string, byte[]> Outputs { get; } = [];

    /// <summary>Takes a model apart.</summary>
    public static EditableModel Read(ReadOnlySpan<byte> bytes)
    {
        var (model, version) = (new EditableModel(), LeastVersion);
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: version = Math.Max(version, (long)reader.Number); break;
                case 7: model.ReadGraph(reader.Bytes); break;
                case 8: model.ReadOpset(reader.Bytes); break;
                default: model._aroundGraph.Fields(reader.Raw); break;
            }
        }

        model._aroundGraph.Varint(1, version);
        return model;
    }

    /// <summary>A constant of float32; null where there is none of this name.</summary>
    public GraphTensor? Floats(string name) => Constants.TryGetValue(name, out var message) ? GraphTensor.Read(message) : null;

    /// <summary>Writes other operators in place of these, in the order of a run.</summary>
    public void Replace(IEnumerable<GraphNode> nodes) => Nodes = [.. nodes];

    /// <summary>The file, with the constants that are read.</summary>
    public byte[] ToBytes() => ToBytes(Outputs.Values);

    /// <summary>The file with other outputs: values of float32 on the way.</summary>
    public byte[] WithOutputs(IEnumerable<string> names) =>
        ToBytes(names.Select(name => new WireWriter().Text(1, name).Bytes(2, new WireWriter().Bytes(1, new WireWriter().Varint(1, TensorTypes.Float).ToArray()).ToArray()).ToArray()));

    private byte[] ToBytes(IEnumerable<byte[]> outputs)
    {
        var graph = new WireWriter();
        foreach (var node in Nodes)
            graph.Bytes(1, node.ToMessage());
        graph.Fields(_aroundNodes.ToArray());
        var read = Nodes.SelectMany(node => node.Inputs).Concat(Outputs.Keys).ToHashSet();
        foreach (var (_, tensor) in Constants.Where(constant => read.Contains(constant.Key)))
            graph.Bytes(5, tensor);
        foreach (var input in Inputs.Values)
            graph.Bytes(11, input);
        foreach (var output in outputs)
            graph.Bytes(12, output);
        var model = new WireWriter().Fields(_aroundGraph.ToArray()).Bytes(7, graph.ToArray());
        foreach (var (domain, version) in Opsets)
            model.Bytes(8, new WireWriter().Text(1, domain).Varint(2, version).ToArray());
        return model.ToArray();
    }

    private void ReadGraph(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: Nodes.Add(GraphNode.Read(reader.Bytes)); break;
                case 5: Constants[NameOf(reader.Bytes, 8)] = reader.Bytes.ToArray(); break;
                case 11: Inputs[NameOf(reader.Bytes, 1)] = reader.Bytes.ToArray(); break;
                case 12: Outputs[NameOf(reader.Bytes, 1)] = reader.Bytes.ToArray(); break;
                // Shapes of values on the way: ONNX Runtime finds them itself.
                case 13: break;
                default: _aroundNodes.Fields(reader.Raw); break;
            }
        }

        foreach (var name in Constants.Keys)
            Inputs.Remove(name);
        Nodes.RemoveAll(IsNowAConstant);
    }

    private bool IsNowAConstant(GraphNode node)
    {
        if (node is not { Op: "Constant", Domain: "", Output: { Length: > 0 } name } || Outputs.ContainsKey(name) || node.Tensor("value") is not { Length: > 0 } value)
            return false;
        Constants[name] = GraphTensor.Named(value, name);
        return true;
    }

    private void ReadOpset(ReadOnlySpan<byte> opset)
    {
        var (domain, version) = ("", 0L);
        var reader = new WireReader(opset);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                domain = Names.Read(reader.Bytes);
            else if (reader.IsVarint(2))
                version = (long)reader.Number;
        }

        Opsets[Domains.IsDefault(domain) ? "" : domain] = version;
    }

    private static string NameOf(ReadOnlySpan<byte> message, int field)
    {
        var name = "";
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.IsBytes(field))
                name = Names.Read(reader.Bytes);
        }

        return name;
    }
}
