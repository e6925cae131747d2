namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Operators whose output is as large as a number says. Where only bounds of that number are known the largest counts.</summary>
internal static class GeneratorRules
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        table["Constant"] = c => [Constant(c)];
        table["ConstantOfShape"] = c => [new(c.Attribute("value")?.Tensor?.Type ?? TensorTypes.Float, Sizes(c, 0))];
        table["Expand"] = c => [new(c.Input(0).Type, ElementwiseRules.Broadcast(c.Dims(0), Sizes(c, 1)))];
        table["Tile"] = c => [Tile(c)];
        table["Pad"] = c => [Pad(c)];
        table["Resize"] = c => [Resize(c)];
        table["Upsample"] = c => [Scaled(c, c.Operand(1, "scales") ?? throw c.Refused("has no scales"), All(c))];
        table["Range"] = c => [Range(c)];
        table["OneHot"] = c => [OneHot(c)];
        table["EyeLike"] = c => [new(c.TypeAttribute("dtype", c.Input(0).Type), c.Dims(0))];
        table["RandomNormalLike"] = table["RandomUniformLike"] = table["Bernoulli"] = table["EyeLike"];
        table["RandomNormal"] = table["RandomUniform"] =
            c => [new(c.TypeAttribute("dtype", TensorTypes.Float), [.. (c.Numbers("shape") ?? throw c.Refused("has no shape")).Select(d => d.AsSize())])];
    }

    private static Interval[] Sizes(OperatorCall call, int index)
    {
        var sizes = call.ValuesOf(call.Input(index));
        foreach (var size in sizes)
            call.Require(size.High >= 0, $"makes a dimension of {size.High:0}");
        return [.. sizes.Select(s => s.AsSize())];
    }

    private static ValueFacts Constant(OperatorCall call)
    {
        if (call.Attribute("value") is { Tensor: { } tensor } || call.Attribute("sparse_value") is { Tensor: { } } sparse && (tensor = sparse.Tensor) is not null)
            return tensor;
        if (call.Attribute("value_int") is { Integer: { } integer })
            return new(TensorTypes.Int64, []) { Values = [TensorTypes.Literal(integer)] };
        if (call.Attribute("value_float") is { Number: { } number })
            return new(TensorTypes.Float, []) { Values = [TensorTypes.Literal(number)] };
        if (call.Attribute("value_ints") is { } integers)
            return Short(TensorTypes.Int64, integers.Count, call.Numbers("value_ints"));
        if (call.Attribute("value_floats") is { } numbers)
            return Short(TensorTypes.Float, numbers.Count, call.Numbers("value_floats"));
        if (call.Attribute("value_string") is not null)
            return new(TensorTypes.Text, []);
        throw call.Refused("has no value");
    }

    private static ValueFacts Short(long type, int count, Interval[]? values) => new(type, ValueFacts.Exact(count))
    {
        Values = count <= ValueFacts.MaxValues && values?.Length == count ? values : count == 0 ? [] : null,
    };

    private static ValueFacts Tile(OperatorCall call)
    {
        var (dims, times) = (call.Dims(0), Sizes(call, 1));
        call.Require(dims.Length == times.Length, $"repeats {times.Length} of {dims.Length} dimensions");
        return new(call.Input(0).Type, [.. dims.Select((d, i) => d * times[i])]);
    }

    private static ValueFacts Pad(OperatorCall call)
    {
        var dims = (Interval[])call.Dims(0).Clone();
        var axes = call.ExactOperand(3, "axes") ?? [.. Enumerable.Range(0, dims.Length)];
        var pads = call.Operand(1, "pads") ?? throw call.Refused("has no pads");
        call.Require(pads.Length == 2 * axes.Length, $"has {pads.Length} pads; expected {2 * axes.Length}");
        for (var i = 0; i < axes.Length; i++)
        {
            ref var dim = ref dims[call.Axis(axes[i], dims.Length)];
            dim = (dim + pads[i] + pads[i + axes.Length]).AsSize();
        }

        return new(call.Input(0).Type, dims);
    }

    private static ValueFacts Resize(OperatorCall call)
    {
        int[] axes = call.Integers("axes") is { } given ? [.. given.Select(a => call.Axis(a, call.Dims(0).Length))] : All(call);
        // Opset 10 has the scales second; later ones have them third and sizes fourth, of which one may be empty.
        if (call.Optional(3) is { Elements: > 0 } sizes)
            return Sized(call, call.ValuesOf(sizes), axes);
        call.Require(call.Text("coordinate_transformation_mode", "") != "tf_crop_and_resize", "crops and scales at once, which is not supported");
        return Scaled(call, call.ValuesOf(call.Input(call.InputCount <= 2 ? 1 : 2)), axes);
    }

    private static int[] All(OperatorCall call) => [.. Enumerable.Range(0, call.Dims(0).Length)];

    private static ValueFacts Scaled(OperatorCall call, Interval[] scales, int[] axes)
    {
        call.Require(scales.Length == axes.Length, $"scales {scales.Length} of {axes.Length} dimensions");
        var dims = (Interval[])call.Dims(0).Clone();
        for (var i = 0; i < axes.Length; i++)
            dims[axes[i]] = (dims[axes[i]] * scales[i]).Map(Math.Floor).AsSize();
        return Interpolated(call, dims);
    }

    private static ValueFacts Sized(OperatorCall call, Interval[] sizes, int[] axes)
    {
        call.Require(sizes.Length == axes.Length, $"sizes {sizes.Length} of {axes.Length} dimensions");
        var dims = (Interval[])call.Dims(0).Clone();
        // To cover the sizes and keep the proportions, all dimensions grow as much as the one that grows most.
        var most = call.Text("keep_aspect_ratio_policy", "stretch") == "not_smaller"
            ? axes.Select((axis, i) => (sizes[i] / dims[axis]).High).DefaultIfEmpty(0).Max()
            : double.NaN;
        for (var i = 0; i < axes.Length; i++)
            dims[axes[i]] = double.IsNaN(most) ? sizes[i].AsSize() : new Interval(0, Math.Ceiling(dims[axes[i]].High * most) + 1);
        return Interpolated(call, dims);
    }

    private static ValueFacts Interpolated(OperatorCall call, Interval[] dims)
    {
        var result = new ValueFacts(call.Input(0).Type, dims);
        call.Operations = result.Elements * 4;
        return result;
    }

    private static ValueFacts Range(OperatorCall call)
    {
        if (!(call.ValuesOf(call.Input(0)) is [var start] && call.ValuesOf(call.Input(1)) is [var end] && call.ValuesOf(call.Input(2)) is [var step]))
            throw call.Refused("takes its bounds from values that are no numbers");
        return new(call.Input(0).Type, [((end - start) / step).Map(Math.Ceiling).AsSize()]);
    }

    private static ValueFacts OneHot(OperatorCall call)
    {
        var indices = call.Dims(0);
        var axis = call.Axis(call.Integer("axis", -1), indices.Length + 1);
        call.Require(call.ValuesOf(call.Input(1)) is [_], "has no depth");
        return new(call.Input(2).Type, [.. indices[..axis], call.ValuesOf(call.Input(1))[0].AsSize(), .. indices[axis..]]);
    }
}
