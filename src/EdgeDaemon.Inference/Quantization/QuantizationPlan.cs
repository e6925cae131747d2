using EdgeDaemon.Inference.OnnxModel.Editing;

namespace EdgeDaemon.Inference.Quantization;

/// <summary>
/// Which operators of a float model work on 8-bit numbers, and which values are therefore given as such. Layers (<c>Conv</c>, <c>Gemm</c>, <c>MatMul</c>
/// with constant weights) take 8-bit numbers and give them, together with an activation behind them that only cuts; what adds, pools or moves numbers
/// stays among 8-bit numbers. The last layers on the way to an output give floats, as scores and boxes are read finer than in 256 steps: a <c>Conv</c>
/// is left as it is, of the others the weights and the input are 8-bit. Everything else is left in float.
/// </summary>
internal sealed class QuantizationPlan
{
    /// <summary>Where sigmoid and what is gated by it hardly change any more.</summary>
    private const float Saturation = 8;

    private readonly EditableModel _model;
    private readonly Dictionary<string, GraphNode> _makers;
    private readonly ILookup<string, GraphNode> _readers;
    private readonly HashSet<string> _bytes = [];

    private QuantizationPlan(EditableModel model)
    {
        _model = model;
        _makers = model.Nodes.SelectMany(node => node.Outputs.Where(output => output.Length > 0).Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
        _readers = model.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
    }

    /// <summary>Operators that read 8-bit numbers.</summary>
    public HashSet<GraphNode> Nodes { get; } = [];

    /// <summary>Those of them that have weights.</summary>
    public HashSet<GraphNode> Layers { get; } = [];

    /// <summary>The activation that an operator's own output range makes superfluous.</summary>
    public Dictionary<GraphNode, GraphNode> Activations { get; } = [];

    /// <summary>Values that are given in 8 bits: each with the one whose range it has, itself or what it was moved from.</summary>
    public OrderedDictionary<string, string> Ranges { get; } = [];

    /// <summary>Layers that stay in float.</summary>
    public int LayersLeft { get; private set; }

    /// <summary>Plans.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="left">Layers that stay in float, too, by what they make.</param>
    public static QuantizationPlan Of(EditableModel model, IReadOnlySet<string> left)
    {
        var plan = new QuantizationPlan(model);
        var last = plan.FindLast();
        foreach (var node in model.Nodes.Where(node => node.Domain.Length == 0 && !plan.Activations.ContainsValue(node)))
            plan.Place(node, last.Contains(node), left);
        return plan;
    }

    /// <summary>Is the value made by an operator on 8-bit numbers, so that there is no better one to be had?</summary>
    public bool IsMadeOfBytes(string value) => _bytes.Contains(value);

    /// <summary>Beyond which values, if any, nothing that reads a value tells them apart.</summary>
    public (float Low, float High) LimitsOf(string value) => _model.Outputs.ContainsKey(value) || !_readers[value].Any()
        ? (float.NegativeInfinity, float.PositiveInfinity)
        : (_readers[value].Min(reader => LimitsOf(reader, value).Low), _readers[value].Max(reader => LimitsOf(reader, value).High));

    private (float Low, float High) LimitsOf(GraphNode reader, string value) => reader.Op switch
    {
        "Sigmoid" => (-Saturation, Saturation),
        "HardSigmoid" when reader.Single("alpha", 0.2f) >= 0.1f && reader.Single("beta", 0.5f) is >= 0.2f and <= 0.8f => (-Saturation, Saturation),
        "HardSwish" => (-3, float.PositiveInfinity),
        "Mul" when reader.Inputs.Any(input => _makers.GetValueOrDefault(input) is { Op: "Sigmoid" or "HardSigmoid" } gate && gate.Inputs[0] == value) => (-Saturation, float.PositiveInfinity),
        _ => (float.NegativeInfinity, float.PositiveInfinity),
    };

    private void Place(GraphNode node, bool isLast, IReadOnlySet<string> left)
    {
        var values = node.Inputs.Where(input => input.Length > 0 && !_model.Constants.ContainsKey(input)).ToList();
        if (HasWeights(node))
        {
            if (!IsLayer(node) || (isLast && node.Op == "Conv") || left.Contains(node.Output))
            {
                LayersLeft++;
                return;
            }

            Layers.Add(node);
            Nodes.Add(node);
            Ranges.TryAdd(node.Inputs[0], node.Inputs[0]);
            if (!isLast)
                Give(node);
        }
        else if (node.Output.Length > 0 && values.Count > 0 && values.All(_bytes.Contains) && !_model.Outputs.ContainsKey(node.Output) && IsOnBytes(node, values.Count))
        {
            Nodes.Add(node);
            if (Moves(node))
                GiveAs(node.Output, Ranges[values[0]]);
            else
                Give(node);
        }
    }

    /// <summary>What the operator makes is given in 8 bits; where only an activation that cuts it reads it, what that makes of it.</summary>
    private void Give(GraphNode node)
    {
        var output = node.Output;
        if (_readers[output].ToList() is [var reader] && Cuts(reader) && !_model.Outputs.ContainsKey(output) && !_model.Outputs.ContainsKey(reader.Output))
        {
            Activations[node] = reader;
            output = reader.Output;
        }

        GiveAs(output, output);
    }

    private void GiveAs(string value, string range)
    {
        Ranges[value] = range;
        _bytes.Add(value);
    }

    /// <summary>Numbers outside a range that holds 0 come out at its ends, as they do where they are rounded to 8 bits of that range.</summary>
    private bool Cuts(GraphNode node) => node.Domain.Length == 0 && (node.Op == "Relu" || (node.Op == "Clip" && BoundOf(node, 1, "min", float.MinValue) <= 0 && BoundOf(node, 2, "max", float.MaxValue) >= 0));

    /// <summary>A bound of a <c>Clip</c>, which older versions have as an attribute; not a number where it is calculated.</summary>
    private float BoundOf(GraphNode clip, int input, string attribute, float otherwise) =>
        clip.Inputs.Count > input && clip.Inputs[input].Length > 0 ? _model.Floats(clip.Inputs[input]) is { Values: [var bound] } ? bound : float.NaN : clip.Single(attribute, otherwise);

    private bool HasWeights(GraphNode node) => node.Op is "Conv" or "Gemm" or "MatMul" && node.Inputs.Count > 1 && _model.Constants.ContainsKey(node.Inputs[1]);

    private bool IsLayer(GraphNode node) => _model.Floats(node.Inputs[1]) is { Shape: var shape, Values.Length: > 0 } && !_model.Constants.ContainsKey(node.Inputs[0]) && node.Op switch
    {
        "Conv" => shape.Length == 4 && HasBias(node, shape[0]),
        "Gemm" => shape.Length == 2 && node.Int("transA", 0) == 0 && node.Single("alpha", 1) == 1 && node.Single("beta", 1) == 1 && HasBias(node, shape[node.Int("transB", 0) == 1 ? 0 : 1]),
        _ => shape.Length == 2,
    };

    private bool HasBias(GraphNode node, long channels) => node.Inputs.Count < 3 || node.Inputs[2].Length == 0 || _model.Floats(node.Inputs[2])?.Values.Length == channels;

    private bool IsOnBytes(GraphNode node, int values) => node.Op switch
    {
        "Add" => values == 2,
        "Concat" or "AveragePool" or "GlobalAveragePool" or "LeakyRelu" => true,
        _ => Moves(node),
    };

    /// <summary>Does it give numbers that it was given, and no others?</summary>
    private bool Moves(GraphNode node) => node.Op switch
    {
        "Reshape" or "Transpose" or "Flatten" or "Squeeze" or "Unsqueeze" or "Gather" or "Slice" => true,
        "MaxPool" => _model.Opsets.GetValueOrDefault("") >= 12,
        "Resize" => node.Text("mode") is "" or "nearest",
        _ => false,
    };

    /// <summary>Layers between which and an output there is no other.</summary>
    private HashSet<GraphNode> FindLast()
    {
        var (last, seen, open) = (new HashSet<GraphNode>(), new HashSet<string>(), new Stack<string>(_model.Outputs.Keys));
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value) || !_makers.TryGetValue(value, out var node))
                continue;
            if (node.Op == "ConvTranspose" || HasWeights(node))
                last.Add(node);
            else
                node.Inputs.ForEach(open.Push);
        }

        return last;
    }
}
