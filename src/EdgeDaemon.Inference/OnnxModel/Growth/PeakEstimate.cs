using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>
/// How much memory a run takes at one time, as people want to know it. <see cref="CostMeter"/> counts every value that the file
/// names, which is what a limit needs; here those are left out that ONNX Runtime never makes.
/// </summary>
internal sealed class PeakEstimate
{
    private readonly ValueScope _values;
    private readonly HashSet<string> _held = [];
    private double _kept;
    private double _live;
    private double _peak;

    private PeakEstimate(ValueScope values, long parameterBytes) => (_values, _kept) = (values, parameterBytes);

    /// <summary>Estimates the peak; that of the meter where the model has functions of its own or graphs inside.</summary>
    /// <param name="model">Its structure.</param>
    /// <param name="report">What the walk found.</param>
    public static double Of(ModelInfo model, GrowthReport report)
    {
        var graph = model.Graph;
        if (model.Functions.Count > 0 || graph.Nodes.Any(node => node.Attributes.Values.Any(a => a.Graphs.Count > 0)))
            return report.PeakBytes;
        var estimate = new PeakEstimate(report.Values, model.Parameters.Bytes);
        estimate.Walk(graph, IntegerRegions.ValuesNotMade(graph));
        return estimate._peak;
    }

    private void Walk(GraphInfo graph, HashSet<string> notMade)
    {
        // Who reads what DequantizeLinear would make reads what that reads.
        var sources = graph.Nodes.Where(node => node.Op == "DequantizeLinear" && notMade.Contains(node.Outputs[0]))
            .ToDictionary(node => node.Outputs[0], node => node.Inputs[0]);
        var lastReads = LastReads(graph, sources);

        // The input is the caller's, and stays.
        _kept += graph.Inputs.Where(input => !graph.Constants.ContainsKey(input.Name)).Sum(input => _values.FindOwn(input.Name)!.Bytes);
        _peak = _kept + _live;
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            foreach (var name in node.Outputs.Where(name => node.Op != "Constant" && !notMade.Contains(name)))
                Make(name);
            _peak = Math.Max(_peak, _kept + _live);
            foreach (var name in Reads(node, sources).Concat(node.Outputs).Where(name => lastReads.GetValueOrDefault(name, -1) <= i))
                Free(name);
        }
    }

    private void Make(string name)
    {
        if (_values.FindOwn(name) is not { } facts)
            return;
        if (facts.IsConstant)
            _kept += facts.Bytes;
        else if (_held.Add(name))
            _live += facts.Bytes;
    }

    private void Free(string name)
    {
        if (_held.Remove(name))
            _live -= _values.FindOwn(name)!.Bytes;
    }

    private static IEnumerable<string> Reads(NodeInfo node, Dictionary<string, string> sources) =>
        node.Inputs.Select(name => sources.GetValueOrDefault(name, name));

    private static Dictionary<string, int> LastReads(GraphInfo graph, Dictionary<string, string> sources)
    {
        var last = new Dictionary<string, int>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var name in Reads(graph.Nodes[i], sources))
                last[name] = i;
        }

        foreach (var output in graph.Outputs)
            last[output.Name] = int.MaxValue;
        return last;
    }
}
