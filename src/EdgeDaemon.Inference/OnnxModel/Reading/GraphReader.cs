namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>Reads graphs and functions, and checks their structure: operators, constants, nesting, counts.</summary>
internal sealed class GraphReader(OnnxLimits limits, FunctionTable functions, TensorGuard tensors, int fileLength)
{
    private readonly int _maxValues = limits.MaxTensors;
    private string _caller = FunctionTable.Main;
    private int _nodes;
    private double? _number;

    /// <summary>Reads the main <c>GraphProto</c>.</summary>
    public GraphInfo ReadMain(ReadOnlySpan<byte> graph)
    {
        _caller = FunctionTable.Main;
        return ReadGraph(graph, depth: 0);
    }

    /// <summary>Reads the body of a <c>FunctionProto</c>.</summary>
    public GraphInfo ReadFunction(ReadOnlySpan<byte> function)
    {
        var (domain, name) = FunctionTable.NameOf(function);
        _caller = FunctionTable.Key(domain, name);
        var body = new GraphInfo();
        var reader = new WireReader(function);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (7, WireType.Bytes): body.Nodes.Add(ReadNode(reader.Bytes, depth: 0)); break;
                case (9, WireType.Bytes): CheckOpset(reader.Bytes); break;
                case (11, WireType.Bytes): ReadAttribute(reader.Bytes, [], $"function {Names.Quote(name)}", depth: 0); break;
            }
        }

        return body;
    }

    private GraphInfo ReadGraph(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > limits.MaxDepth)
            throw new ModelRefusedException($"graphs are nested deeper than {limits.MaxDepth}");
        var graph = new GraphInfo();
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Bytes):
                    var node = ReadNode(reader.Bytes, depth);
                    graph.Nodes.Add(node);
                    if (node is { Op: "Constant", Outputs: [var made] } && _number is { } number)
                        graph.Numbers[made] = number;
                    break;
                case (5, WireType.Bytes):
                    var name = tensors.Check(reader.Bytes, "the constant");
                    AddConstant(graph, name);
                    if (TensorGuard.FirstNumber(reader.Bytes) is { } first)
                        graph.Numbers[name] = first;
                    break;
                case (11, WireType.Bytes): Add(graph.Inputs, DeclaredValues.ReadInput(reader.Bytes, limits)); break;
                case (12, WireType.Bytes): Add(graph.Outputs, DeclaredValues.Read(reader.Bytes, limits, "output")); break;
                case (15, WireType.Bytes): AddConstant(graph, tensors.CheckSparse(reader.Bytes, "a sparse constant", fileLength)); break;
                case (1 or 5 or 11 or 12 or 15, _):
                    throw new ModelRefusedException($"the graph is damaged: its field {reader.Field} is of the wrong kind");
            }
        }

        return graph;
    }

    private static void AddConstant(GraphInfo graph, string name)
    {
        if (!graph.Constants.Add(name))
            throw new ModelRefusedException($"two constants have the name {Names.Quote(name)}");
    }

    private NodeInfo ReadNode(ReadOnlySpan<byte> node, int depth)
    {
        if (++_nodes > limits.MaxNodes)
            throw new ModelRefusedException($"more than {limits.MaxNodes} nodes");
        var (op, domain) = ("", "");
        List<string> inputs = [];
        List<string> outputs = [];
        var reader = new WireReader(node);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Bytes): Add(inputs, Names.Read(reader.Bytes)); break;
                case (2, WireType.Bytes): Add(outputs, Names.Read(reader.Bytes)); break;
                case (4, WireType.Bytes): op = Names.Read(reader.Bytes); break;
                case (7, WireType.Bytes): domain = Names.Read(reader.Bytes); break;
                case (1 or 2 or 4 or 5 or 7, not WireType.Bytes):
                    throw new ModelRefusedException($"node {_nodes} is damaged: its field {reader.Field} is of the wrong kind");
            }
        }

        var place = $"node {_nodes} ({Names.Quote(op)})";
        CheckOperator(op, domain, place);
        return new NodeInfo(op, Domains.IsDefault(domain) ? "" : domain, [.. inputs], [.. outputs], ReadAttributes(node, place, depth));
    }

    private void CheckOperator(string op, string domain, string place)
    {
        var key = FunctionTable.Key(domain, op);
        functions.Count(_caller, key);
        if (functions.Contains(key))
            return;
        if (!Domains.MayBeUsed(domain, op))
            throw new ModelRefusedException($"{place} is an operator of the domain {Names.Quote(domain)}, which is not allowed");
        if (Domains.IsControlFlow(op) && !limits.AllowControlFlow)
            throw new ModelRefusedException($"{place} is control flow, which is not allowed for this model");
    }

    private List<GraphInfo> ReadAttributes(ReadOnlySpan<byte> node, string place, int depth)
    {
        List<GraphInfo> graphs = [];
        _number = null;
        var names = new HashSet<string>();
        var reader = new WireReader(node);
        while (reader.Next())
        {
            if (!reader.IsBytes(5))
                continue;
            var name = ReadAttribute(reader.Bytes, graphs, place, depth);
            if (!names.Add(name))
                throw new ModelRefusedException($"{place} has two attributes {Names.Quote(name)}");
        }

        return graphs;
    }

    /// <summary>Checks an <c>AttributeProto</c>, adds the graphs that it holds, and gives its name.</summary>
    private string ReadAttribute(ReadOnlySpan<byte> bytes, List<GraphInfo> graphs, string place, int depth)
    {
        var (name, messages) = ("", 0);
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Bytes): name = Names.Read(reader.Bytes); break;
                case (5 or 6 or 22, WireType.Bytes) when ++messages > 1:
                    // ONNX Runtime's reader would merge the two: the shape of the second with the data of the first.
                    throw new ModelRefusedException($"an attribute of {place} holds two values");
                case (5, WireType.Bytes):
                    tensors.Check(reader.Bytes, $"the constant of {place}");
                    _number = TensorGuard.FirstNumber(reader.Bytes);
                    break;
                case (10, WireType.Bytes): tensors.Check(reader.Bytes, $"a constant of {place}"); break;
                case (6 or 11, WireType.Bytes): Add(graphs, ReadGraph(reader.Bytes, depth + 1)); break;
                case (22, WireType.Bytes): tensors.CheckSparse(reader.Bytes, $"the sparse constant of {place}", fileLength); break;
                case (23, WireType.Bytes): tensors.CheckSparse(reader.Bytes, $"a sparse constant of {place}", fileLength); break;
            }
        }

        return name;
    }

    private static void CheckOpset(ReadOnlySpan<byte> opset)
    {
        // Only that it can be read: what a function's nodes use is checked node by node.
        var reader = new WireReader(opset);
        while (reader.Next())
        {
        }
    }

    private void Add<T>(List<T> list, T item)
    {
        if (list.Count >= _maxValues)
            throw new ModelRefusedException($"more than {_maxValues} values in one list");
        list.Add(item);
    }
}
