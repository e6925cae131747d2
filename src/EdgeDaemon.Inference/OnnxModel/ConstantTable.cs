namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// What is known of the values of a graph before it runs: ONNX Runtime computes everything that depends on constants alone
/// while it loads a model, so a few bytes can ask for gigabytes then. Inner graphs see the values of outer ones.
/// </summary>
internal sealed class ConstantTable(ConstantTable? outer)
{
    private readonly Dictionary<string, double[]?> _values = [];

    /// <summary>Adds a constant; its values are null where they are many or no numbers.</summary>
    public void Add(string name, double[]? values) => _values[name] = values;

    /// <summary>Is the value known before the graph runs?</summary>
    public bool IsConstant(string name) => name.Length == 0 || _values.ContainsKey(name) || (outer?.IsConstant(name) ?? false);

    /// <summary>The numbers of a constant, or null.</summary>
    public double[]? ValuesOf(string name) => _values.TryGetValue(name, out var values) ? values : outer?.ValuesOf(name);

    /// <summary>Takes over a node whose inputs are all constant: its outputs are constant too, and the usual shape arithmetic is followed.</summary>
    public void Fold(string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs)
    {
        foreach (var input in inputs)
        {
            if (!IsConstant(input))
                return;
        }

        for (var i = 0; i < outputs.Length; i++)
            Add(outputs[i], i == 0 ? Evaluate(op, inputs) : null);
    }

    private double[]? Evaluate(string op, ReadOnlySpan<string> inputs)
    {
        var operands = new double[inputs.Length][];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (ValuesOf(inputs[i]) is not { } values)
                return null;
            operands[i] = values;
        }

        return (op, operands) switch
        {
            ("Identity" or "Cast" or "Squeeze" or "Unsqueeze" or "Reshape", [var x, ..]) => x,
            ("Concat", _) when operands.Sum(o => o.Length) <= 64 => [.. operands.SelectMany(o => o)],
            ("Add", [var a, var b]) => Combine(a, b, (x, y) => x + y),
            ("Sub", [var a, var b]) => Combine(a, b, (x, y) => x - y),
            ("Mul", [var a, var b]) => Combine(a, b, (x, y) => x * y),
            ("Div", [var a, var b]) => Combine(a, b, (x, y) => y == 0 ? double.PositiveInfinity : x / y),
            _ => null,
        };
    }

    /// <summary>Element by element; one value goes with all.</summary>
    private static double[]? Combine(double[] a, double[] b, Func<double, double, double> operation) =>
        a.Length == b.Length ? [.. a.Zip(b, operation)]
        : b.Length == 1 ? [.. a.Select(x => operation(x, b[0]))]
        : a.Length == 1 ? [.. b.Select(y => operation(a[0], y))]
        : null;
}
