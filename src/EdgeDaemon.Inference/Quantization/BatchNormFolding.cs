using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Editing;

namespace EdgeDaemon.Inference.Quantization;

/// <summary>
/// Makes one operator of a <c>Conv</c> and the <c>BatchNormalization</c> behind it, which most exporters do themselves: y = (conv(x) − mean) · g + beta,
/// where g = gamma / √(variance + ε), is a convolution with weights of g times the size. Where anything else reads what is between, both stay.
/// </summary>
internal static class BatchNormFolding
{
    private const float UsualEpsilon = 1e-5f;

    /// <summary>Folds all there are.</summary>
    public static void Apply(EditableModel model)
    {
        var makers = model.Nodes.Where(node => node.Op == "Conv").ToDictionary(node => node.Output);
        var readers = model.Nodes.SelectMany(node => node.Inputs).CountBy(name => name).ToDictionary();
        model.Replace(model.Nodes.ToList().Where(node => !(node is { Op: "BatchNormalization", Domain: "", Output.Length: > 0 }
            && makers.TryGetValue(node.Inputs[0], out var conv) && readers[conv.Output] == 1 && !model.Outputs.ContainsKey(conv.Output) && Fold(model, conv, node))));
    }

    private static bool Fold(EditableModel model, GraphNode conv, GraphNode norm)
    {
        GraphTensor?[] parts = [.. norm.Inputs.Skip(1).Prepend(conv.Inputs[1]).Select(model.Floats)];
        var bias = conv.Inputs is [_, _, { Length: > 0 } named] ? model.Floats(named)?.Values : new float[parts[0]?.Shape[0] ?? 0];
        if (parts is not [{ } weights, { } gamma, { } beta, { } mean, { } variance] || bias is not { Length: > 0 }
            || !parts.Skip(1).All(part => part!.Values.Length == bias.Length))
            return false;
        var (epsilon, perChannel) = (norm.Single("epsilon", UsualEpsilon), weights.Values.Length / bias.Length);
        for (var channel = 0; channel < bias.Length; channel++)
        {
            var gain = gamma.Values[channel] / MathF.Sqrt(variance.Values[channel] + epsilon);
            foreach (ref var weight in weights.Values.AsSpan(channel * perChannel, perChannel))
                weight *= gain;
            bias[channel] = ((bias[channel] - mean.Values[channel]) * gain) + beta.Values[channel];
        }

        // Under names of their own: others may read the same constants.
        var (weightName, biasName) = ($"{norm.Output}/weight", $"{norm.Output}/bias");
        model.Constants[weightName] = GraphTensor.Write<float>(weightName, TensorTypes.Float, weights.Shape, weights.Values);
        model.Constants[biasName] = GraphTensor.Write<float>(biasName, TensorTypes.Float, [bias.Length], bias);
        (conv.Inputs[1], conv.Outputs[0]) = (weightName, norm.Output);
        conv.Inputs.RemoveRange(2, conv.Inputs.Count - 2);
        conv.Inputs.Add(biasName);
        return true;
    }
}
