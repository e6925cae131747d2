using EdgeDaemon.Inference.OnnxModel.Growth.Rules;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>
/// Follows the elements of small tensors, as exporters compute sizes with them. What is not followed is no error: it is
/// unknown, and matters only where a size depends on it.
/// </summary>
internal static class ShapeArithmetic
{
    /// <summary>Adds the elements to what a rule found of an operator's first output.</summary>
    public static ValueFacts Follow(OperatorCall call, ValueFacts output)
    {
        if (output.Values is not null || !output.IsExact || !(output.Elements <= ValueFacts.MaxValues))
            return output;
        var count = (int)output.Elements;
        var values = Compute(call, output, count);
        if (values is null || values.Length != count)
            return output;
        return output with { Values = Moves(call.Op) ? values : [.. values.Select(v => TensorTypes.Fit(v, output.Type))] };
    }

    /// <summary>Does the operator only move elements, so that none is rounded or wraps around?</summary>
    private static bool Moves(string op) => op is "Identity" or "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" or "Where" or "ConstantOfShape"
        or "Expand" or "Tile" or "Concat" or "Gather" or "Slice" or "Transpose";

    private static Interval[]? Compute(OperatorCall call, ValueFacts output, int count) => call.Op switch
    {
        "Identity" or "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" => call.Input(0).Bounds,
        "Cast" => Cast(call, output.Type),
        "Add" or "Sub" or "Mul" or "Div" or "Mod" or "Min" or "Max" or "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "And" or "Or" =>
            Pairs(call, output.Type, count),
        "Where" => Choose(call, count),
        "Neg" => call.Input(0).Bounds?.Select(v => new Interval(-v.High, -v.Low)).ToArray(),
        "Abs" => call.Input(0).Bounds?.Select(v => v.Low >= 0 ? v : new Interval(0, Math.Max(-v.Low, v.High))).ToArray(),
        "Not" => call.Input(0).Bounds?.Select(v => Interval.Exactly(1) - v).ToArray(),
        "Floor" => Map(call, Math.Floor),
        "Ceil" => Map(call, Math.Ceiling),
        "Round" => Map(call, v => Math.Round(v, MidpointRounding.ToEven)),
        "Sqrt" => Map(call, Math.Sqrt),
        "Clip" => null,
        "ConstantOfShape" => Filled(call, count),
        "Expand" or "Tile" when call.Input(0).Bounds is [var one] => Repeat(one, count),
        "Range" => Sequence(call, count),
        "Concat" => Joined(call, output),
        "Gather" => Gathered(call),
        "Slice" => Sliced(call, output),
        "Transpose" => Transposed(call, output),
        "ReduceProd" or "ReduceSum" or "ReduceMax" or "ReduceMin" when count == 1 => Reduced(call),
        _ => null,
    };

    private static Interval[]? Map(OperatorCall call, Func<double, double> rising) => call.Input(0).Bounds?.Select(v => v.Map(rising)).ToArray();

    private static Interval[] Repeat(Interval value, int count) => [.. Enumerable.Repeat(value, count)];

    private static Interval[]? Cast(OperatorCall call, long type)
    {
        if (type == TensorTypes.Bool)
            return call.Input(0).Bounds?.Select(v => Truth(v == Interval.Exactly(0), v.Low > 0 || v.High < 0)).ToArray();
        return TensorTypes.IsInteger(type) ? Map(call, Math.Truncate) : call.Input(0).Bounds;
    }

    private static Interval[]? Pairs(OperatorCall call, long type, int count)
    {
        if (call.InputCount != 2 || Spread(call.Input(0), count) is not { } a || Spread(call.Input(1), count) is not { } b)
            return null;
        var truncates = TensorTypes.IsInteger(type);
        return [.. a.Zip(b, (x, y) => Combine(call.Op, x, y, truncates))];
    }

    private static Interval Combine(string op, Interval a, Interval b, bool integers) => op switch
    {
        "Add" => a + b,
        "Sub" => a - b,
        "Mul" => a * b,
        "Div" => integers ? (a / b).Map(Math.Truncate) : a / b,
        "Mod" => Modulo(a, b),
        "Min" => new(Math.Min(a.Low, b.Low), Math.Min(a.High, b.High)),
        "Max" => new(Math.Max(a.Low, b.Low), Math.Max(a.High, b.High)),
        "Equal" => Truth(no: a.High < b.Low || b.High < a.Low, yes: a.IsExact && a == b),
        "Greater" => Truth(no: a.High <= b.Low, yes: a.Low > b.High),
        "GreaterOrEqual" => Truth(no: a.High < b.Low, yes: a.Low >= b.High),
        "Less" => Truth(no: a.Low >= b.High, yes: a.High < b.Low),
        "LessOrEqual" => Truth(no: a.Low > b.High, yes: a.High <= b.Low),
        "And" => a * b,
        _ => new(Math.Max(a.Low, b.Low), Math.Max(a.High, b.High)),
    };

    private static Interval Truth(bool no, bool yes) => new(yes ? 1 : 0, no ? 0 : 1);

    /// <summary>The sign follows the divisor or the dividend, depending on an attribute; for two that are not negative it is the same.</summary>
    private static Interval Modulo(Interval a, Interval b)
    {
        if (a.IsExact && b.IsExact && a.Low >= 0 && b.Low > 0)
            return Interval.Exactly(a.Low % b.Low);
        var most = Math.Max(Math.Abs(b.Low), Math.Abs(b.High));
        return new(-most, most);
    }

    private static Interval[]? Choose(OperatorCall call, int count)
    {
        if (Spread(call.Input(0), count) is not { } ask || Spread(call.Input(1), count) is not { } yes || Spread(call.Input(2), count) is not { } no)
            return null;
        return [.. ask.Select((c, i) => c.Low > 0 ? yes[i] : c.High <= 0 ? no[i] : Interval.Hull(yes[i], no[i]))];
    }

    /// <summary>One element goes with all; else the tensor must have the result's size, so that the order of elements is the same.</summary>
    private static Interval[]? Spread(ValueFacts facts, int count) => facts.Bounds switch
    {
        { Length: 1 } one => Repeat(one[0], count),
        { } values when values.Length == count => values,
        _ => null,
    };

    private static Interval[]? Filled(OperatorCall call, int count) => call.Attribute("value")?.Tensor switch
    {
        null => Repeat(Interval.Exactly(0), count),
        { Values: [var value] } => Repeat(value, count),
        _ => null,
    };

    private static Interval[]? Sequence(OperatorCall call, int count) =>
        call.Input(0).Bounds is [{ IsExact: true } start] && call.Input(2).Bounds is [{ IsExact: true } step]
            ? [.. Enumerable.Range(0, count).Select(i => Interval.Exactly(start.Low + (i * step.Low)))]
            : null;

    /// <summary>Along the first axis, parts follow each other in memory.</summary>
    private static Interval[]? Joined(OperatorCall call, ValueFacts output)
    {
        var rank = output.Dims!.Length;
        if (call.Axis(call.Integer("axis", 0), rank) != 0 || call.Inputs.Any(i => i.Bounds is null))
            return null;
        return [.. call.Inputs.SelectMany(i => i.Bounds!)];
    }

    private static Interval[]? Reduced(OperatorCall call) => call.Input(0).Bounds is not { Length: > 0 } values ? null : call.Op switch
    {
        "ReduceProd" => [values.Aggregate((a, b) => a * b)],
        "ReduceSum" => [values.Aggregate((a, b) => a + b)],
        "ReduceMax" => [values.Aggregate((a, b) => Combine("Max", a, b, integers: true))],
        _ => [values.Aggregate((a, b) => Combine("Min", a, b, integers: true))],
    };

    private static Interval[]? Gathered(OperatorCall call)
    {
        if (call.Dims(0).Length != 1 || call.Input(0).Bounds is not { Length: > 0 } data || call.Input(1).Bounds is not { } indices)
            return null;
        var any = data.Aggregate(Interval.Hull);
        return [.. indices.Select(i => !i.IsExact ? any : call.Require(data, i.High < 0 ? i.High + data.Length : i.High))];
    }

    private static Interval Require(this OperatorCall call, Interval[] data, double index) =>
        index >= 0 && index < data.Length ? data[(int)index] : throw call.Refused($"picks element {index:0} of {data.Length}");

    private static Interval[]? Sliced(OperatorCall call, ValueFacts output)
    {
        var (dims, rank) = (call.Dims(0), call.Dims(0).Length);
        if (call.Input(0) is not { IsExact: true, Bounds: { } values })
            return null;
        var picks = new (long First, long Step)[rank];
        Array.Fill(picks, (0, 1));
        foreach (var (axis, start, end, step) in SelectionRules.Ranges(call, rank))
        {
            if (SelectionRules.Pick(dims[axis], start, end, step) is not { } pick)
                return null;
            picks[axis] = (pick.First, pick.Step);
        }

        return Take(values, output.Dims!, Strides(dims), (axis, position) => picks[axis].First + (position * picks[axis].Step), axis => axis);
    }

    private static Interval[]? Transposed(OperatorCall call, ValueFacts output)
    {
        if (call.Input(0) is not { IsExact: true, Bounds: { } values })
            return null;
        var order = LayoutRules.Order(call, output.Dims!.Length);
        return Take(values, output.Dims, Strides(call.Dims(0)), (_, position) => position, axis => order[axis]);
    }

    /// <summary>For each element of the result: where it comes from.</summary>
    private static Interval[]? Take(
        Interval[] values, Interval[] dims, long[] strides, Func<int, long, long> positionInSource, Func<int, int> axisInSource)
    {
        var result = new Interval[(int)ValueFacts.Count(dims)];
        for (var i = 0; i < result.Length; i++)
        {
            var (rest, source) = ((long)i, 0L);
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                var size = (long)dims[axis].High;
                source += positionInSource(axis, rest % size) * strides[axisInSource(axis)];
                rest /= size;
            }

            if (source < 0 || source >= values.Length)
                return null;
            result[i] = values[source];
        }

        return result;
    }

    private static long[] Strides(Interval[] dims)
    {
        var (strides, step) = (new long[dims.Length], 1L);
        for (var axis = dims.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= (long)dims[axis].High;
        }

        return strides;
    }
}
