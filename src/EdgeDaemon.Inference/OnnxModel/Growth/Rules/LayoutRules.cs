namespace EdgeDaemon.Inference.OnnxModel.Growth.Rules;

/// <summary>Operators that move elements about without making more of them, except by joining.</summary>
internal static class LayoutRules
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<string, OperatorRule> table)
    {
        table["Reshape"] = c => [Reshape(c)];
        table["Flatten"] = c => [Flatten(c)];
        table["Squeeze"] = c => [Squeeze(c)];
        table["Unsqueeze"] = c => [Unsqueeze(c)];
        table["Transpose"] = c => [Transpose(c)];
        table["Concat"] = c => [Concat(c, [.. c.Inputs])];
        table["Split"] = Split;
        table["DepthToSpace"] = c => [Blocks(c, grow: true)];
        table["SpaceToDepth"] = c => [Blocks(c, grow: false)];
        table["Shape"] = c => [Shape(c)];
        table["Size"] = c => [new(TensorTypes.Int64, []) { Values = [SizeOf(c)] }];
    }

    /// <summary>Joins tensors along an axis.</summary>
    public static ValueFacts Concat(OperatorCall call, ValueFacts[] parts)
    {
        call.Require(parts.Length > 0, "joins nothing");
        var dims = (Interval[])parts[0].Dims!.Clone();
        var axis = call.Axis(call.Integer("axis", 0), dims.Length);
        foreach (var part in parts.AsSpan(1))
        {
            call.Require(part.Dims!.Length == dims.Length, "joins tensors of different numbers of dimensions");
            for (var i = 0; i < dims.Length; i++)
                dims[i] = i == axis ? dims[i] + part.Dims[i] : Interval.Hull(dims[i], part.Dims[i]);
        }

        return new(parts[0].Type, dims);
    }

    /// <summary>0 copies a dimension, -1 takes what is left; whatever the list says, there are as many elements as before.</summary>
    private static ValueFacts Reshape(OperatorCall call)
    {
        var (x, dims) = (call.Input(0), call.Dims(0));
        var sizes = call.Operand(1, "shape") ?? throw call.Refused("has no shape");
        var copies = call.Integer("allowzero", 0) == 0;
        var result = new Interval[sizes.Length];
        var open = -1;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == Interval.Exactly(-1))
                open = i;
            else if (sizes[i] == Interval.Exactly(0) && copies && i < dims.Length)
                result[i] = dims[i];
            else
                result[i] = sizes[i].IsExact ? sizes[i].AsSize() : new(0, x.Elements);
        }

        if (open >= 0)
            result[open] = Rest(x, [.. result.Where((_, i) => i != open)]);
        return new(x.Type, result) { Elements = Math.Min(x.Elements, ValueFacts.Count(result)) };
    }

    private static Interval Rest(ValueFacts x, Interval[] others)
    {
        var known = ValueFacts.Count(others);
        return x.IsExact && others.All(o => o.IsExact) && known > 0 ? Interval.Exactly(Math.Floor(x.Elements / known)) : new(0, x.Elements);
    }

    private static ValueFacts Flatten(OperatorCall call)
    {
        var dims = call.Dims(0);
        var axis = call.Integer("axis", 1) is var a && a < 0 ? a + dims.Length : a;
        call.Require(axis >= 0 && axis <= dims.Length, $"has the axis {axis}, where there are {dims.Length} dimensions");
        return new(call.Input(0).Type, [Product(dims[..(int)axis]), Product(dims[(int)axis..])]);
    }

    private static Interval Product(Interval[] dims) => dims.Aggregate(Interval.Exactly(1), (product, d) => product * d);

    private static ValueFacts Squeeze(OperatorCall call)
    {
        var dims = call.Dims(0);
        int[] axes = call.ExactOperand(1, "axes") is { } given
            ? [.. given.Select(a => call.Axis(a, dims.Length))]
            : [.. Enumerable.Range(0, dims.Length).Where(i => dims[i] == Interval.Exactly(1))];
        // A dimension that is not 1 is an error of the model; keeping it in the count is on the safe side.
        return new(call.Input(0).Type, [.. dims.Where((_, i) => !axes.Contains(i))]) { Elements = call.Input(0).Elements };
    }

    private static ValueFacts Unsqueeze(OperatorCall call)
    {
        var dims = call.Dims(0);
        var given = call.ExactOperand(1, "axes") ?? throw call.Refused("has no axes");
        var rank = dims.Length + given.Length;
        int[] axes = [.. given.Select(a => call.Axis(a, rank)).Distinct()];
        call.Require(axes.Length == given.Length, "has an axis twice");
        var (result, next) = (new Interval[rank], 0);
        for (var i = 0; i < rank; i++)
            result[i] = axes.Contains(i) ? Interval.Exactly(1) : dims[next++];
        return new(call.Input(0).Type, result) { Elements = call.Input(0).Elements };
    }

    private static ValueFacts Transpose(OperatorCall call)
    {
        var dims = call.Dims(0);
        return new(call.Input(0).Type, [.. Order(call, dims.Length).Select(i => dims[i])]) { Elements = call.Input(0).Elements };
    }

    /// <summary>The order of dimensions that a <c>Transpose</c> asks for.</summary>
    public static int[] Order(OperatorCall call, int rank)
    {
        if (call.Integers("perm") is not { } given)
            return [.. Enumerable.Range(0, rank).Reverse()];
        int[] order = [.. given.Select(a => call.Axis(a, rank)).Distinct()];
        call.Require(order.Length == rank, "has a perm that is no order of its dimensions");
        return order;
    }

    private static ValueFacts[] Split(OperatorCall call)
    {
        var dims = call.Dims(0);
        var axis = call.Axis(call.Integer("axis", 0), dims.Length);
        var sizes = call.Operand(1, "split");
        var outputs = new ValueFacts[call.OutputCount];
        for (var i = 0; i < outputs.Length; i++)
        {
            var part = (Interval[])dims.Clone();
            part[axis] = sizes is null ? (dims[axis] / Interval.Exactly(outputs.Length)).Map(Math.Ceiling)
                : i < sizes.Length ? new(Math.Clamp(sizes[i].Low, 0, dims[axis].High), Math.Clamp(sizes[i].High, 0, dims[axis].High))
                : throw call.Refused($"has {outputs.Length} outputs and {sizes.Length} sizes for them");
            outputs[i] = new(call.Input(0).Type, part);
        }

        return outputs;
    }

    private static ValueFacts Blocks(OperatorCall call, bool grow)
    {
        var dims = call.Dims(0, 4);
        var size = call.Integer("blocksize", 0);
        call.Require(size is > 0 and <= 1024, $"has a blocksize of {size}");
        var (side, area) = (Interval.Exactly(size), Interval.Exactly(size * size));
        Interval[] result = grow
            ? [dims[0], (dims[1] / area).Map(Math.Floor), dims[2] * side, dims[3] * side]
            : [dims[0], dims[1] * area, (dims[2] / side).Map(Math.Floor), (dims[3] / side).Map(Math.Floor)];
        return new(call.Input(0).Type, result) { Elements = call.Input(0).Elements };
    }

    private static ValueFacts Shape(OperatorCall call)
    {
        var dims = call.Dims(0);
        var start = (int)Clamp(call.Integer("start", 0), dims.Length);
        var end = (int)Clamp(call.Integer("end", dims.Length), dims.Length);
        var listed = dims[start..Math.Max(start, end)];
        return ValueFacts.List(TensorTypes.Int64, listed) with { IsConstant = listed.All(d => d.IsExact) };
    }

    private static long Clamp(long index, int rank) => Math.Clamp(index < 0 ? index + rank : index, 0, rank);

    private static Interval SizeOf(OperatorCall call) => Product(call.Dims(0));
}
