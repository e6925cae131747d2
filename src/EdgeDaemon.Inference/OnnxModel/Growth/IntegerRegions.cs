using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>
/// The float values of a quantised model that ONNX Runtime never makes: what stands between <c>DequantizeLinear</c> and
/// <c>QuantizeLinear</c> is written in floats, and runs as one operator on integers.
/// </summary>
internal static class IntegerRegions
{
    /// <summary>Names of these values.</summary>
    public static HashSet<string> ValuesNotMade(GraphInfo graph)
    {
        var readers = ReadersOf(graph);
        var outputs = graph.Outputs.Select(o => o.Name).ToHashSet();
        var onIntegers = graph.Nodes.Where(node => !IsBridge(node) && node.Outputs.All(IsQuantizedAtOnce)).ToHashSet();
        var values = onIntegers.SelectMany(node => node.Outputs).ToHashSet();
        foreach (var node in graph.Nodes.Where(node => node.Op == "DequantizeLinear" && node.Outputs.Length == 1))
        {
            if (!outputs.Contains(node.Outputs[0]) && readers.GetValueOrDefault(node.Outputs[0], []).All(onIntegers.Contains))
                values.Add(node.Outputs[0]);
        }

        return values;

        bool IsQuantizedAtOnce(string value) => !outputs.Contains(value)
            && readers.GetValueOrDefault(value) is { } found && found.All(reader => reader.Op == "QuantizeLinear");
    }

    private static bool IsBridge(NodeInfo node) => node.Op is "QuantizeLinear" or "DequantizeLinear";

    private static Dictionary<string, List<NodeInfo>> ReadersOf(GraphInfo graph)
    {
        var readers = new Dictionary<string, List<NodeInfo>>();
        foreach (var node in graph.Nodes)
        {
            foreach (var name in node.Inputs)
            {
                if (!readers.TryGetValue(name, out var list))
                    readers[name] = list = [];
                list.Add(node);
            }
        }

        return readers;
    }
}
