namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Operators that pick elements. How many is often known only when they run, but never more than there are to pick from.</summary>
internal static class SelectionRules
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        table["Slice"] = c => [new(c.Input(0).Type, Slice(c))];
        table["Gather"] = c => [Gather(c)];
        table["GatherElements"] = c => [new(c.Input(0).Type, c.Dims(1))];
        table["GatherND"] = c => [GatherPoints(c)];
        table["Compress"] = c => [Compress(c)];
        table["NonZero"] = c => [new(TensorTypes.Int64, [Interval.Exactly(c.Dims(0).Length), new(0, c.Input(0).Elements)])];
        table["TopK"] = TopK;
        table["NonMaxSuppression"] = c => [Suppress(c)];
        table["RoiAlign"] = c => [Regions(c, [c.Integer("output_height", 1), c.Integer("output_width", 1)])];
        table["MaxRoiPool"] = c => [Regions(c, c.Integers("pooled_shape") ?? throw c.Refused("has no pooled_shape"))];
        table["GridSample"] = c => [new(c.Input(0).Type, [.. c.Dims(0, 3)[..2], .. c.Dims(1, 3)[1..^1]])];
    }

    /// <summary>One range per axis: start, end and step, as the operator takes them.</summary>
    public static (int Axis, Interval Start, Interval End, Interval Step)[] Ranges(OperatorCall call, int rank)
    {
        var starts = call.Operand(1, "starts") ?? throw call.Refused("has no starts");
        var ends = call.Operand(2, "ends") ?? throw call.Refused("has no ends");
        var axes = call.ExactOperand(3, "axes") ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = call.Operand(4, "steps") ?? [.. starts.Select(_ => Interval.Exactly(1))];
        call.Require(starts.Length == ends.Length && starts.Length == axes.Length && starts.Length == steps.Length, "has lists of different lengths");
        return [.. starts.Select((start, i) => (call.Axis(axes[i], rank), start, ends[i], steps[i]))];
    }

    /// <summary>First index, step and number of what a range picks from a dimension of known size; null where that is not known.</summary>
    public static (long First, long Step, long Count)? Pick(Interval dim, Interval start, Interval end, Interval step)
    {
        if (!dim.IsExact || !step.IsExact || step.High == 0)
            return null;
        var (size, by) = (dim.High, step.High);
        var (least, most) = by > 0 ? (0d, size) : (-1d, size - 1);
        if (Settle(start, size, Math.Max(least, 0), Math.Max(most, 0)) is not { } first || Settle(end, size, least, most) is not { } last)
            return null;
        return ((long)first, (long)Math.Clamp(by, int.MinValue, int.MaxValue), (long)Math.Max(0, Math.Ceiling((last - first) / by)));
    }

    /// <summary>An index as the operator takes it: negative ones count from the end, and what lies outside is moved to the edge.</summary>
    private static double? Settle(Interval index, double size, double least, double most)
    {
        if (index.Low < 0 && index.High >= 0)
            return null;
        var fromFront = index.High < 0 ? index + Interval.Exactly(size) : index;
        var settled = fromFront.Map(v => Math.Clamp(v, least, Math.Max(least, most)));
        return settled.IsExact ? settled.High : null;
    }

    private static Interval[] Slice(OperatorCall call)
    {
        var dims = (Interval[])call.Dims(0).Clone();
        foreach (var (axis, start, end, step) in Ranges(call, dims.Length))
            dims[axis] = Pick(dims[axis], start, end, step) is { } pick ? Interval.Exactly(Math.Min(pick.Count, dims[axis].High)) : Bound(dims[axis], start, end, step);
        return dims;
    }

    /// <summary>A range from the front with a known start and end picks no more than lies between.</summary>
    private static Interval Bound(Interval dim, Interval start, Interval end, Interval step) =>
        step.Low > 0 && start.Low >= 0 && end.Low >= 0 ? new(0, Math.Min(dim.High, Math.Max(0, end.High - start.Low))) : new(0, dim.High);

    private static ValueFacts Gather(OperatorCall call)
    {
        var (data, indices) = (call.Dims(0, 1), call.Dims(1));
        var axis = call.Axis(call.Integer("axis", 0), data.Length);
        return new(call.Input(0).Type, [.. data[..axis], .. indices, .. data[(axis + 1)..]]);
    }

    private static ValueFacts GatherPoints(OperatorCall call)
    {
        var (data, indices) = (call.Dims(0, 1), call.Dims(1, 1));
        var used = indices[^1].IsExact ? call.Integer("batch_dims", 0) + indices[^1].High : -1;
        call.Require(used >= 0 && used <= data.Length, "has indices of a length that does not fit");
        return new(call.Input(0).Type, [.. indices[..^1], .. data[(int)used..]]);
    }

    private static ValueFacts Compress(OperatorCall call)
    {
        var x = call.Input(0);
        if (call.Attribute("axis") is null)
            return new(x.Type, [new(0, x.Elements)]);
        var dims = (Interval[])call.Dims(0).Clone();
        var axis = call.Axis(call.Integer("axis", 0), dims.Length);
        dims[axis] = new(0, dims[axis].High);
        return new(x.Type, dims);
    }

    private static ValueFacts[] TopK(OperatorCall call)
    {
        var dims = (Interval[])call.Dims(0, 1).Clone();
        var axis = call.Axis(call.Integer("axis", -1), dims.Length);
        var count = call.Optional(1) is { } k ? call.ValuesOf(k) : [Interval.Exactly(call.Integer("k", 0))];
        call.Require(count.Length == 1, "has no k");
        // More than there are is an error when it runs.
        dims[axis] = new(Math.Clamp(count[0].Low, 0, dims[axis].High), Math.Clamp(count[0].High, 0, dims[axis].High));
        call.Operations = call.Input(0).Elements * 16;
        return [new(call.Input(0).Type, dims), new(TensorTypes.Int64, dims)];
    }

    private static ValueFacts Suppress(OperatorCall call)
    {
        var (boxes, scores) = (call.Dims(0, 3), call.Dims(1, 3));
        var most = call.Optional(2) is { } limit ? call.ValuesOf(limit) is [var known, ..] ? known : Interval.Everything : Interval.Exactly(0);
        var perClass = Math.Clamp(most.High, 0, boxes[1].High);
        var rows = scores[0].High * scores[1].High * perClass;
        // Every box against those kept before it.
        call.Operations = scores[0].High * scores[1].High * boxes[1].High * Math.Max(perClass, 1);
        return new(TensorTypes.Int64, [new(0, rows), Interval.Exactly(3)]);
    }

    private static ValueFacts Regions(OperatorCall call, long[] size) =>
        new(call.Input(0).Type, [call.Dims(1, 1)[0], call.Dims(0, 2)[1], .. ValueFacts.Exact(size)]);
}
