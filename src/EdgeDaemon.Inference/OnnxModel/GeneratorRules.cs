using System.Globalization;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Operators whose output is as large as a number says. Where that number is a constant it must be within the limit; where
/// it is computed from constants in a way that we do not follow, the model is refused.
/// </summary>
internal static class GeneratorRules
{
    private const int MaxReach = 1024;

    /// <summary>Checks one node.</summary>
    /// <param name="op">Operator of the default domain.</param>
    /// <param name="inputs">Names of its inputs.</param>
    /// <param name="constants">What is known of the inputs.</param>
    /// <param name="limit">Most elements.</param>
    /// <param name="place">The node, for messages.</param>
    public static void Check(string op, ReadOnlySpan<string> inputs, ConstantTable constants, long limit, string place)
    {
        switch (op)
        {
            case "ConstantOfShape":
                CheckProduct(Operand(inputs, 0, constants, place), limit, place);
                break;
            case "Expand" or "Tile" or "Upsample" or "OneHot":
                CheckProduct(Operand(inputs, 1, constants, place), limit, place);
                break;
            case "Resize":
                // Opset 10 has the scales second; later ones have them third and sizes fourth.
                CheckProduct(Operand(inputs, inputs.Length == 2 ? 1 : 2, constants, place), limit, place);
                CheckProduct(Operand(inputs, 3, constants, place), limit, place);
                break;
            case "Pad":
                CheckProduct(Operand(inputs, 1, constants, place)?.Select(pad => Math.Abs(pad) + 1), limit, place);
                break;
            case "Range":
                CheckRange(Operand(inputs, 0, constants, place), Operand(inputs, 1, constants, place), Operand(inputs, 2, constants, place), limit, place);
                break;
        }
    }

    /// <summary>Checks an attribute that says how large an output is, or how far an operator reaches beyond its input.</summary>
    public static void CheckAttribute(string name, IReadOnlyList<long> values, long limit, string place)
    {
        switch (name)
        {
            case "shape" or "output_shape" or "scales":
                RequireProduct(values.Select(v => Math.Abs((double)v)), limit, place);
                break;
            case "pads" or "strides" or "dilations" or "kernel_shape" or "output_padding":
                foreach (var value in values)
                {
                    if (value is < -MaxReach or > MaxReach)
                        throw new ModelRefusedException($"{place} has {value} among its {name}; at most {MaxReach} is allowed");
                }

                break;
        }
    }

    private static void CheckProduct(IEnumerable<double>? factors, long limit, string place)
    {
        if (factors is not null)
            RequireProduct(factors, limit, place);
    }

    private static void CheckRange(double[]? start, double[]? end, double[]? step, long limit, string place)
    {
        if (start is [var from] && end is [var to] && step is [var by])
            RequireProduct([by == 0 ? double.PositiveInfinity : Math.Abs((to - from) / by)], limit, place);
    }

    private static double[]? Operand(ReadOnlySpan<string> inputs, int index, ConstantTable constants, string place)
    {
        if (index >= inputs.Length || inputs[index].Length == 0 || !constants.IsConstant(inputs[index]))
            return null;
        return constants.ValuesOf(inputs[index])
            ?? throw new ModelRefusedException($"{place} takes its size from constants that are computed in a way that cannot be checked");
    }

    private static void RequireProduct(IEnumerable<double> factors, long limit, string place)
    {
        var product = factors.Aggregate(1d, (p, f) => p * Math.Max(f, 1));
        if (!(product <= limit))
            throw new ModelRefusedException(string.Create(CultureInfo.InvariantCulture, $"{place} makes {product:0} elements out of constants; at most {limit} are allowed"));
    }
}
