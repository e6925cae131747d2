using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Finds a normalisation in the graph: the first thing that is done to the picture is to divide it by some hundred (÷ 255, ÷ 127.5, or
/// as a product), or to take a mean off it that only pixels of 0..255 have.
/// </summary>
internal static class InputScaling
{
    private const double LeastDivisor = 32;
    private const double MostDivisor = 256;
    private const double LeastMean = 16;

    /// <summary>Does the graph take pixels as they are, 0..255?</summary>
    public static bool Of(GraphInfo graph)
    {
        var values = graph.Inputs.Where(input => input.Dims.Length == 4 && !graph.Constants.Contains(input.Name)).Select(input => input.Name).ToHashSet();
        foreach (var node in graph.Nodes.Where(node => node.Inputs.Any(values.Contains)))
        {
            if (Moves(node.Op))
                values.UnionWith(node.Outputs);
            else if (node.Inputs is [var a, var b] && (graph.Numbers.TryGetValue(b, out var number) || graph.Numbers.TryGetValue(a, out number)) && IsForPixels(node.Op, number))
                return true;
        }

        return false;
    }

    private static bool IsForPixels(string op, double number) => op switch
    {
        "Div" => number is >= LeastDivisor and <= MostDivisor,
        "Mul" => number is >= 1 / MostDivisor and <= 1 / LeastDivisor,
        "Sub" => number is >= LeastMean and <= MostDivisor,
        "Add" => number is <= -LeastMean and >= -MostDivisor,
        _ => false,
    };

    private static bool Moves(string op) => op is "Identity" or "Cast" or "Transpose" or "QuantizeLinear" or "DequantizeLinear" or "Reshape" or "Unsqueeze" or "Squeeze";
}
