namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Products of matrices.</summary>
internal static class ProductRules
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        table["MatMul"] = c => [Multiply(c, 0, 1, c.Input(0).Type)];
        table["MatMulInteger"] = c => [Multiply(c, 0, 1, TensorTypes.Int32)];
        table["QLinearMatMul"] = c => [Multiply(c, 0, 3, c.Input(7).Type)];
        table["com.microsoft.DynamicQuantizeMatMul"] = c => [Multiply(c, 0, 1, TensorTypes.Float)];
        table["com.microsoft.MatMulIntegerToFloat"] = c => [Multiply(c, 0, 1, TensorTypes.Float)];
        table["com.microsoft.FusedMatMul"] = c => [Multiply(c, 0, 1, c.Input(0).Type, c.Integer("transA", 0) != 0, c.Integer("transB", 0) != 0)];
        table["Gemm"] = c => [Affine(c, 1, c.Input(0).Type)];
        table["com.microsoft.QGemm"] = c => [Affine(c, 3, c.Optional(8)?.Type ?? TensorTypes.Float)];
    }

    private static ValueFacts Affine(OperatorCall call, int right, long type)
    {
        var (a, b) = (call.Dims(0, 2), call.Dims(right, 2));
        var (inner, rows) = call.Integer("transA", 0) != 0 ? (a[0], a[1]) : (a[1], a[0]);
        var result = new ValueFacts(type, [rows, call.Integer("transB", 0) != 0 ? b[0] : b[1]]);
        call.Products = result.Elements * inner.High;
        return result;
    }

    /// <summary>As NumPy's matmul: the last two dimensions are matrices, the others are broadcast; a vector counts as a matrix and loses that dimension again.</summary>
    private static ValueFacts Multiply(OperatorCall call, int left, int right, long type, bool swapLeft = false, bool swapRight = false)
    {
        var (a, b) = (call.Dims(left, 1), call.Dims(right, 1));
        var (wideLeft, wideRight) = (a.Length > 1, b.Length > 1);
        Interval[] x = wideLeft ? a : [Interval.Exactly(1), a[0]];
        Interval[] y = wideRight ? b : [b[0], Interval.Exactly(1)];
        var (rows, inner) = swapLeft ? (x[^1], x[^2]) : (x[^2], x[^1]);
        var columns = swapRight ? y[^2] : y[^1];
        Interval[] dims = [.. ElementwiseRules.Broadcast(x[..^2], y[..^2]), .. wideLeft ? [rows] : Array.Empty<Interval>(), .. wideRight ? [columns] : Array.Empty<Interval>()];
        var result = new ValueFacts(type, dims);
        call.Products = result.Elements * inner.High;
        return result;
    }
}
