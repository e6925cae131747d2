namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Between numbers and the small integers that stand for them.</summary>
internal static class QuantizationRules
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        table["QuantizeLinear"] = table["com.microsoft.QuantizeLinear"] =
            c => [new(c.Optional(2)?.Type ?? c.TypeAttribute("output_dtype", TensorTypes.UInt8), c.Dims(0))];
        table["DequantizeLinear"] = table["com.microsoft.DequantizeLinear"] = c => [new(c.TypeAttribute("output_dtype", c.Input(1).Type), c.Dims(0))];
        table["DynamicQuantizeLinear"] = c => [new(TensorTypes.UInt8, c.Dims(0)), new(TensorTypes.Float, []), new(TensorTypes.UInt8, [])];
        table["com.microsoft.QLinearAdd"] = table["com.microsoft.QLinearMul"] =
            c => [new(c.Input(0).Type, ElementwiseRules.Broadcast(c.Dims(0), c.Dims(3)))];
        table["com.microsoft.QLinearConcat"] = c =>
            [LayoutRules.Concat(c, [.. Enumerable.Range(0, Math.Max(0, (c.InputCount - 2) / 3)).Select(i => c.Input(2 + (3 * i)))])];
    }
}
