namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Operators whose output has the shape of an input, or of all inputs broadcast against each other; and reductions.</summary>
internal static class ElementwiseRules
{
    private const string SameAsFirst =
        "Relu LeakyRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Swish Tanh Softplus Softsign Mish Gelu ThresholdedRelu Erf Exp Log "
        + "Sqrt Reciprocal Neg Abs Sign Floor Ceil Round Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Not BitwiseNot Identity "
        + "Clip Dropout Softmax LogSoftmax Hardmax LpNormalization LRN InstanceNormalization GroupNormalization MeanVarianceNormalization "
        + "LayerNormalization RMSNormalization BatchNormalization CumSum ReverseSequence Shrink Trilu Scatter ScatterElements ScatterND "
        + "com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu com.microsoft.BiasGelu com.microsoft.QLinearSigmoid "
        + "com.microsoft.QLinearLeakyRelu com.microsoft.QLinearSoftmax";

    private const string Broadcasting = "Add Sub Mul Div Pow Mod Min Max Sum Mean And Or Xor BitwiseAnd BitwiseOr BitwiseXor BitShift PRelu";

    private const string Comparing = "Equal Greater GreaterOrEqual Less LessOrEqual";

    private const string Reducing =
        "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare";

    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        foreach (var op in SameAsFirst.Split(' '))
            table[op] = Same;
        foreach (var op in Broadcasting.Split(' '))
            table[op] = c => [new(c.Input(0).Type, Broadcast([.. c.Inputs.Select(i => i.Dims!)]))];
        foreach (var op in Comparing.Split(' '))
            table[op] = c => [new(TensorTypes.Bool, Broadcast(c.Dims(0), c.Dims(1)))];
        foreach (var op in Reducing.Split(' '))
            table[op] = c => [Reduce(c, c.Input(0).Type)];
        table["ArgMax"] = table["ArgMin"] = c => [ReduceOne(c)];
        table["IsNaN"] = table["IsInf"] = c => [new(TensorTypes.Bool, c.Dims(0))];
        table["Cast"] = c => [new(c.TypeAttribute("to", 0), c.Dims(0))];
        table["CastLike"] = c => [new(c.Input(1).Type, c.Dims(0))];
        table["Where"] = c => [new(c.Input(1).Type, Broadcast(c.Dims(0), c.Dims(1), c.Dims(2)))];
    }

    /// <summary>The shape that tensors have together: per dimension, counted from the last, the largest.</summary>
    public static Interval[] Broadcast(params ReadOnlySpan<Interval[]> shapes)
    {
        var rank = 0;
        foreach (var shape in shapes)
            rank = Math.Max(rank, shape.Length);
        var result = new Interval[rank];
        Array.Fill(result, Interval.Exactly(1));
        foreach (var shape in shapes)
        {
            for (var i = 0; i < shape.Length; i++)
            {
                ref var dim = ref result[rank - shape.Length + i];
                dim = Together(dim, shape[i]);
            }
        }

        return result;
    }

    private static Interval Together(Interval a, Interval b) =>
        a == Interval.Exactly(1) ? b
        : b == Interval.Exactly(1) ? a
        // Two that are known and differ are an error when it runs.
        : a.IsExact && b.IsExact ? Interval.Exactly(Math.Max(a.High, b.High))
        : new(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High));

    /// <summary>As the first input; a mask, a mean or the like beside it is no larger.</summary>
    private static ValueFacts[] Same(OperatorCall call)
    {
        var first = call.Input(0);
        var outputs = new ValueFacts[Math.Min(call.OutputCount, 5)];
        Array.Fill(outputs, new ValueFacts(first.Type, call.Dims(0)) { Elements = first.Elements });
        return outputs;
    }

    private static ValueFacts ReduceOne(OperatorCall call)
    {
        var dims = call.Dims(0);
        call.Operations = call.Input(0).Elements;
        return new(TensorTypes.Int64, Without(dims, [call.Axis(call.Integer("axis", 0), dims.Length)], call.Integer("keepdims", 1) != 0));
    }

    private static ValueFacts Reduce(OperatorCall call, long type)
    {
        var dims = call.Dims(0);
        call.Operations = call.Input(0).Elements;
        long[] axes = call.ExactOperand(1, "axes") is { Length: > 0 } given ? given
            : call.Integer("noop_with_empty_axes", 0) != 0 ? []
            : [.. Enumerable.Range(0, dims.Length)];
        return new(type, Without(dims, [.. axes.Select(a => call.Axis(a, dims.Length))], call.Integer("keepdims", 1) != 0));
    }

    private static Interval[] Without(Interval[] dims, int[] axes, bool keep) => keep
        ? [.. dims.Select((d, i) => axes.Contains(i) ? Interval.Exactly(1) : d)]
        : [.. dims.Where((_, i) => !axes.Contains(i))];
}
