using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Which operator makes the numbers of an output.</summary>
internal static class OutputMaker
{
    /// <summary>Looks backwards from an output; past what moves or converts numbers and leaves them as they are.</summary>
    /// <returns>The operator; empty where a constant or an input comes out.</returns>
    public static string Of(GraphInfo graph, string output)
    {
        // The last node first: nodes stand in the order of a run, so one walk backwards suffices.
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            var node = graph.Nodes[i];
            if (!node.Outputs.Contains(output))
                continue;
            if (!Keeps(node.Op) || node.Inputs.Length == 0)
                return node.Op;
            output = node.Inputs[0];
        }

        return "";
    }

    private static bool Keeps(string op) => op is "Identity" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Cast"
        or "QuantizeLinear" or "DequantizeLinear" or "Dropout";
}
