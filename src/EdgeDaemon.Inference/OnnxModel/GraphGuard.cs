using System.Runtime.InteropServices;
using System.Text;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Checks graphs: their nodes, the attributes of these, constants, and graphs inside.</summary>
internal sealed class GraphGuard(OnnxLimits limits, FunctionTable functions, int fileLength)
{
    /// <summary>No size has more parts than this; longer lists are data, which we need not look at.</summary>
    private const int MaxIntegers = 1024;

    private readonly TensorGuard _tensors = new(limits);
    private string _caller = FunctionTable.Main;
    private int _nodes;

    /// <summary>Checks the main <c>GraphProto</c>.</summary>
    public void CheckMain(ReadOnlySpan<byte> graph)
    {
        _caller = FunctionTable.Main;
        CheckGraph(graph, outer: null, depth: 0);
    }

    /// <summary>Checks a <c>FunctionProto</c>.</summary>
    public void CheckFunction(ReadOnlySpan<byte> function)
    {
        var (domain, name) = FunctionTable.NameOf(function);
        _caller = FunctionTable.Key(domain, name);
        var constants = new ConstantTable(outer: null);
        var reader = new WireReader(function);
        while (reader.Next())
        {
            // A call may pass a constant, and ONNX Runtime then computes with it: an input counts as a constant that is not known.
            if (reader.IsBytes(4))
                constants.Add(Encoding.UTF8.GetString(reader.Bytes), values: null);
            else if (reader.IsBytes(7))
                CheckNode(reader.Bytes, constants, depth: 0);
            else if (reader.IsBytes(11))
                _ = CheckAttribute(reader.Bytes, constants, $"function {Quote(name)}", depth: 0);
        }
    }

    private void CheckGraph(ReadOnlySpan<byte> graph, ConstantTable? outer, int depth)
    {
        if (depth > limits.MaxDepth)
            throw new ModelRefusedException($"graphs are nested deeper than {limits.MaxDepth}");
        var constants = new ConstantTable(outer);

        // Constants first: they may stand behind the nodes that use them.
        var reader = new WireReader(graph);
        while (reader.Next())
        {
            if (reader.IsBytes(5))
            {
                var (name, values) = _tensors.Check(reader.Bytes, "the constant");
                constants.Add(name, values);
            }
            else if (reader.IsBytes(15))
            {
                _tensors.CheckSparse(reader.Bytes, "a sparse constant", fileLength);
            }
            else if (reader.IsBytes(11))
            {
                var name = InputRules.Check(reader.Bytes, limits);
                if (depth > 0)
                    constants.Add(name, values: null);
            }
        }

        reader = new WireReader(graph);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                CheckNode(reader.Bytes, constants, depth);
        }
    }

    private void CheckNode(ReadOnlySpan<byte> node, ConstantTable constants, int depth)
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
                case (1, WireType.Bytes): inputs.Add(Encoding.UTF8.GetString(reader.Bytes)); break;
                case (2, WireType.Bytes): outputs.Add(Encoding.UTF8.GetString(reader.Bytes)); break;
                case (4, WireType.Bytes): op = Encoding.UTF8.GetString(reader.Bytes); break;
                case (7, WireType.Bytes): domain = Encoding.UTF8.GetString(reader.Bytes); break;
            }
        }

        var place = $"node {_nodes} ({Quote(op)})";
        CheckOperator(op, domain, place);
        var value = CheckAttributes(node, constants, place, depth);
        string[] sources = [.. inputs];
        if (Domains.IsDefault(domain))
            GeneratorRules.Check(op, sources, constants, limits.MaxGeneratedElements, place);
        if (op == "Constant" && Domains.IsDefault(domain) && outputs.Count > 0)
            constants.Add(outputs[0], value);
        else
            constants.Fold(Domains.IsDefault(domain) ? op : "", sources, [.. outputs]);
    }

    private void CheckOperator(string op, string domain, string place)
    {
        var key = FunctionTable.Key(domain, op);
        functions.Count(_caller, key);
        if (functions.Contains(key))
            return;
        if (!Domains.MayBeUsed(domain, op))
            throw new ModelRefusedException($"{place} is an operator of the domain {Quote(domain)}, which is not allowed");
        if (op is "If" or "Loop" or "Scan" or "SequenceMap" && !limits.AllowControlFlow)
            throw new ModelRefusedException($"{place} is control flow, which is not allowed for this model");
    }

    /// <summary>Checks all attributes; gives back the value of a <c>Constant</c>.</summary>
    private double[]? CheckAttributes(ReadOnlySpan<byte> node, ConstantTable constants, string place, int depth)
    {
        double[]? value = null;
        var reader = new WireReader(node);
        while (reader.Next())
        {
            if (reader.IsBytes(5))
                value = CheckAttribute(reader.Bytes, constants, place, depth) ?? value;
        }

        return value;
    }

    private double[]? CheckAttribute(ReadOnlySpan<byte> attribute, ConstantTable constants, string place, int depth)
    {
        var name = "";
        double[]? tensor = null;
        var integers = new List<long>();
        var floats = new List<long>();
        var messages = 0;
        var reader = new WireReader(attribute);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Bytes): name = Encoding.UTF8.GetString(reader.Bytes); break;
                case (3 or 8, WireType.Varint) when integers.Count <= MaxIntegers: integers.Add((long)reader.Number); break;
                case (8, WireType.Bytes): WireReader.ReadPacked(reader.Bytes, integers, MaxIntegers); break;
                case (7, WireType.Fixed32) when floats.Count <= MaxIntegers: floats.Add(Ceiling((uint)reader.Number)); break;
                case (7, WireType.Bytes):
                    foreach (var bits in MemoryMarshal.Cast<byte, uint>(reader.Bytes[..Math.Min(reader.Bytes.Length, MaxIntegers * sizeof(uint))]))
                        floats.Add(Ceiling(bits));
                    break;
                case (5, WireType.Bytes):
                    // A second one would be merged with the first by ONNX Runtime's reader, behind our back.
                    RequireSingle(++messages, place);
                    tensor = _tensors.Check(reader.Bytes, $"the constant of {place}").Values;
                    break;
                case (10, WireType.Bytes): _tensors.Check(reader.Bytes, $"a constant of {place}"); break;
                case (6, WireType.Bytes):
                    RequireSingle(++messages, place);
                    CheckGraph(reader.Bytes, constants, depth + 1);
                    break;
                case (11, WireType.Bytes): CheckGraph(reader.Bytes, constants, depth + 1); break;
                case (22, WireType.Bytes):
                    RequireSingle(++messages, place);
                    _tensors.CheckSparse(reader.Bytes, $"the sparse constant of {place}", fileLength);
                    break;
                case (23, WireType.Bytes): _tensors.CheckSparse(reader.Bytes, $"a sparse constant of {place}", fileLength); break;
            }
        }

        GeneratorRules.CheckAttribute(name, name == "scales" ? floats : integers, limits.MaxGeneratedElements, place);
        return name switch
        {
            "value" => tensor,
            "value_int" or "value_ints" when integers.Count <= MaxIntegers => [.. integers.Select(i => (double)i)],
            _ => null,
        };
    }

    private static long Ceiling(uint bits) => (long)Math.Min(MathF.Ceiling(MathF.Abs(BitConverter.UInt32BitsToSingle(bits))), int.MaxValue);

    private static void RequireSingle(int messages, string place)
    {
        if (messages > 1)
            throw new ModelRefusedException($"an attribute of {place} holds two values");
    }

    private static string Quote(string text) => ModelRefusedException.Quote(Encoding.UTF8.GetBytes(text));
}
