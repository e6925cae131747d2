using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Editing;

namespace EdgeDaemon.Inference.Quantization;

/// <summary>
/// Writes a plan into a model, as <c>QuantizeLinear</c> and <c>DequantizeLinear</c> around what works on 8-bit numbers: activations in uint8 with one scale
/// and zero point each, weights in int8 with a scale per output channel around zero, biases in int32 with the product of both scales.
/// </summary>
/// <param name="model">Changed.</param>
/// <param name="plan">Of the same model.</param>
/// <param name="rangeOf">Range of a value, which holds 0.</param>
internal sealed class QdqWriter(EditableModel model, QuantizationPlan plan, Func<string, (float Low, float High)> rangeOf)
{
    private const int MostByte = 255;
    private const int MostWeight = 127;

    private const float LeastScale = 1e-12f;

    // ONNX Runtime adds the bias to sums of products in 32 bits.
    private const float MostBias = 1 << 30;

    // Of the standard, weights per channel take version 13; ONNX Runtime's own are the same with older ones.
    private readonly string _domain = model.Opsets.GetValueOrDefault("") >= 13 ? "" : Domains.Microsoft;
    private readonly Dictionary<string, string> _read = [];
    private readonly List<GraphNode> _nodes = [];

    /// <summary>Writes it.</summary>
    public void Write()
    {
        if (_domain.Length > 0)
            model.Opsets[_domain] = 1;
        foreach (var input in model.Inputs.Keys)
            Give(input);
        var superfluous = plan.Activations.Values.ToHashSet();
        foreach (var node in model.Nodes.Where(node => !superfluous.Contains(node)))
        {
            if (plan.Layers.Contains(node))
                WriteWeights(node);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (_read.TryGetValue(node.Inputs[i], out var read) && (plan.Nodes.Contains(node) || plan.IsMadeOfBytes(node.Inputs[i])))
                    node.Inputs[i] = read;
            }

            if (plan.Activations.TryGetValue(node, out var activation))
                node.Outputs[0] = activation.Output;
            _nodes.Add(node);
            node.Outputs.ForEach(Give);
        }

        model.Replace(_nodes);
    }

    /// <summary>What a value is read as from here on.</summary>
    private void Give(string value)
    {
        if (!plan.Ranges.TryGetValue(value, out var range))
            return;
        var (scale, zero) = ScaleOf(range);
        var (scaleName, zeroName) = ($"{value}/scale", $"{value}/zero");
        Constant(scaleName, TensorTypes.Float, [], scale);
        Constant(zeroName, TensorTypes.UInt8, [], zero);
        Add("QuantizeLinear", [value, scaleName, zeroName], $"{value}/bytes");
        _read[value] = Add("DequantizeLinear", [$"{value}/bytes", scaleName, zeroName], $"{value}/read").Output;
    }

    private (float Scale, byte Zero) ScaleOf(string value)
    {
        var (low, high) = rangeOf(value);
        var scale = (high - low) / MostByte;
        // What is always 0 is exact at any scale.
        return scale < LeastScale ? (1, 0) : (scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, MostByte));
    }

    private void WriteWeights(GraphNode node)
    {
        var (weights, axis) = (model.Floats(node.Inputs[1])!, node.Op == "Conv" || node.Int("transB", 0) == 1 ? 0 : 1);
        var bias = node.Inputs is [_, _, { Length: > 0 } named] ? model.Floats(named)!.Values : null;
        var input = ScaleOf(plan.Ranges[node.Inputs[0]]).Scale;
        var scales = ScalesOf(weights, axis, bias, input);
        var values = new sbyte[weights.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (sbyte)Math.Clamp(MathF.Round(weights.Values[i] / scales[ChannelOf(i, weights, axis)]), -MostWeight, MostWeight);
        node.Inputs[1] = WriteConstant($"{node.Output}/weight", TensorTypes.Int8, weights.Shape, values, scales, axis);
        if (bias is null)
            return;
        float[] products = [.. scales.Select(scale => scale * input)];
        int[] sums = [.. bias.Zip(products, (value, scale) => (int)MathF.Round(value / scale))];
        node.Inputs[2] = WriteConstant($"{node.Output}/bias", TensorTypes.Int32, [sums.Length], sums, products, axis: 0);
    }

    /// <summary>One per output channel: so that the largest weight is 127, and larger where a bias would not fit.</summary>
    private static float[] ScalesOf(GraphTensor weights, int axis, float[]? bias, float input)
    {
        var most = new float[weights.Shape[axis]];
        for (var i = 0; i < weights.Values.Length; i++)
        {
            ref var channel = ref most[ChannelOf(i, weights, axis)];
            channel = MathF.Max(channel, MathF.Abs(weights.Values[i]));
        }

        return [.. most.Select((largest, channel) =>
            MathF.Max(MathF.Max(largest / MostWeight, MathF.Abs(bias?[channel] ?? 0) / (MostBias * input)), LeastScale))];
    }

    private static int ChannelOf(int i, GraphTensor weights, int axis) =>
        axis == 0 ? i / (weights.Values.Length / (int)weights.Shape[0]) : i % (int)weights.Shape[1];

    private string WriteConstant<T>(string name, int type, long[] shape, T[] values, float[] scales, int axis)
        where T : unmanaged
    {
        Constant($"{name}/bytes", type, shape, values);
        Constant($"{name}/scale", TensorTypes.Float, [scales.Length], scales);
        Constant($"{name}/zero", type, [scales.Length], new T[scales.Length]);
        return Add("DequantizeLinear", [$"{name}/bytes", $"{name}/scale", $"{name}/zero"], $"{name}/read").With("axis", axis).Output;
    }

    private void Constant<T>(string name, int type, ReadOnlySpan<long> shape, params ReadOnlySpan<T> values)
        where T : unmanaged => model.Constants[name] = GraphTensor.Write(name, type, shape, values);

    private GraphNode Add(string op, List<string> inputs, string output)
    {
        var node = new GraphNode(op, _domain, inputs, [output]);
        _nodes.Add(node);
        return node;
    }
}
