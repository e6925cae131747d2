namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Operators that slide a window over a picture: convolutions and pooling. Layout N, C, then space.</summary>
internal static class WindowRules
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        table["Conv"] = table["com.microsoft.FusedConv"] = c => [Convolve(c, 0, 1, c.Input(0).Type)];
        table["ConvInteger"] = c => [Convolve(c, 0, 1, TensorTypes.Int32)];
        table["QLinearConv"] = c => [Convolve(c, 0, 3, c.Input(7).Type)];
        table["DeformConv"] = c => [Convolve(c, 0, 1, c.Input(0).Type)];
        table["ConvTranspose"] = c => [Transposed(c)];
        table["MaxPool"] = Pool;
        table["AveragePool"] = table["LpPool"] = Pool;
        table["GlobalAveragePool"] = table["GlobalMaxPool"] = table["GlobalLpPool"] = c => [Global(c)];
        table["com.microsoft.QLinearAveragePool"] = c => Integer(c, () => Pool(c));
        table["com.microsoft.QLinearGlobalAveragePool"] = c => Integer(c, () => [Global(c)]);
    }

    private static ValueFacts[] Integer(OperatorCall call, Func<ValueFacts[]> rule)
    {
        call.Require(call.Integer("channels_last", 0) == 0, "has its channels last, which is not supported");
        return rule();
    }

    private static ValueFacts Convolve(OperatorCall call, int data, int kernel, long type)
    {
        var (x, w) = (call.Dims(data, 3), call.Dims(kernel, 3));
        var result = new ValueFacts(type, [x[0], w[0], .. Slide(call, x, [.. w.Skip(2)])]);
        call.Products = result.Elements * ValueFacts.Count(w.AsSpan(1));
        return result;
    }

    private static ValueFacts[] Pool(OperatorCall call)
    {
        var x = call.Dims(0, 3);
        var kernel = ValueFacts.Exact(call.Integers("kernel_shape") ?? throw call.Refused("has no kernel_shape"));
        var result = new ValueFacts(call.Input(0).Type, [x[0], x[1], .. Slide(call, x, kernel)]);
        call.Operations = result.Elements * ValueFacts.Count(kernel);
        return [result, result with { Type = TensorTypes.Int64 }];
    }

    private static ValueFacts Global(OperatorCall call)
    {
        var x = call.Dims(0, 2);
        call.Operations = call.Input(0).Elements;
        return new(call.Input(0).Type, [x[0], x[1], .. x.Skip(2).Select(_ => Interval.Exactly(1))]);
    }

    /// <summary>Positions of the window along each dimension of space.</summary>
    private static Interval[] Slide(OperatorCall call, Interval[] x, Interval[] kernel)
    {
        var space = x.Length - 2;
        call.Require(kernel.Length == space, $"has a kernel of {kernel.Length} dimensions over {space}");
        var (strides, dilations, pads) = (List(call, "strides", 1, space), List(call, "dilations", 1, space), List(call, "pads", 0, 2 * space));
        var padding = call.Text("auto_pad", "NOTSET");
        var roundUp = call.Integer("ceil_mode", 0);
        var result = new Interval[space];
        for (var i = 0; i < space; i++)
        {
            var (stride, pad) = (Interval.Exactly(strides[i]), padding == "VALID" ? 0 : pads[i] + pads[i + space]);
            var reach = (kernel[i] - Interval.Exactly(1)) * Interval.Exactly(dilations[i]) + Interval.Exactly(1);
            result[i] = padding.StartsWith("SAME", StringComparison.Ordinal)
                ? (x[i + 2] / stride).Map(Math.Ceiling)
                : ((x[i + 2] + Interval.Exactly(pad) - reach) / stride).Map(roundUp != 0 ? Math.Ceiling : Math.Floor) + Interval.Exactly(1);
            result[i] = result[i].AsSize();
        }

        return result;
    }

    private static ValueFacts Transposed(OperatorCall call)
    {
        var (x, w) = (call.Dims(0, 3), call.Dims(1, 3));
        var space = x.Length - 2;
        call.Require(w.Length == x.Length, "has a kernel of other dimensions than its input");
        var (strides, dilations, pads) = (List(call, "strides", 1, space), List(call, "dilations", 1, space), List(call, "pads", 0, 2 * space));
        var (extra, sizes) = (List(call, "output_padding", 0, space), call.Integers("output_shape"));
        var result = new Interval[x.Length];
        (result[0], result[1]) = (x[0], w[1] * Interval.Exactly(call.Integer("group", 1)));
        for (var i = 0; i < space; i++)
        {
            var stride = Interval.Exactly(strides[i]);
            // Without the pads that "same" padding would take off: a little too large.
            var pad = call.Text("auto_pad", "NOTSET") == "NOTSET" ? pads[i] + pads[i + space] : 0;
            result[i + 2] = sizes is not null && sizes.Length >= space
                ? Interval.Exactly(sizes[sizes.Length - space + i])
                : (stride * (x[i + 2] - Interval.Exactly(1)) + Interval.Exactly(extra[i] + 1 - pad) + ((w[i + 2] - Interval.Exactly(1)) * Interval.Exactly(dilations[i]))).AsSize();
        }

        call.Products = call.Input(0).Elements * ValueFacts.Count(w.AsSpan(1));
        return new(call.Input(0).Type, result);
    }

    private static long[] List(OperatorCall call, string name, long otherwise, int count)
    {
        if (call.Integers(name) is not { } given)
            return [.. Enumerable.Repeat(otherwise, count)];
        call.Require(given.Length == count, $"has {given.Length} {name}; expected {count}");
        return given;
    }
}
