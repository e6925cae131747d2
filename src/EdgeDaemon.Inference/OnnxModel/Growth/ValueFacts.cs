namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>What is known of a value before the graph runs.</summary>
/// <param name="Type">Element type (<see cref="TensorTypes"/>).</param>
/// <param name="Dims">Dimensions; null where even their number is unknown, which only control flow brings about.</param>
internal sealed record ValueFacts(long Type, Interval[]? Dims)
{
    /// <summary>The elements of longer tensors are not followed.</summary>
    public const int MaxValues = 64;

    /// <summary>Nothing is known, not even how large it is.</summary>
    public static readonly ValueFacts Unknown = new(0, Dims: null);

    /// <summary>Stands for an input that the call of a function leaves out.</summary>
    public static readonly ValueFacts Omitted = new(0, []);

    /// <summary>The elements in order, where they are few numbers.</summary>
    public Interval[]? Values { get; init; }

    /// <summary>The elements, or as much as their type says of them; null where they are many.</summary>
    public Interval[]? Bounds
    {
        get
        {
            if (Values is not null || !IsExact || !(Elements <= MaxValues))
                return Values;
            var bounds = new Interval[(int)Elements];
            Array.Fill(bounds, TensorTypes.Fit(Interval.Everything, Type));
            return bounds;
        }
    }

    /// <summary>Does it depend on constants alone? ONNX Runtime then computes it while it loads the model, and keeps it.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Most elements.</summary>
    public double Elements { get; init; } = Dims is null ? double.PositiveInfinity : Count(Dims);

    /// <summary>Most bytes; 0 where nothing is known.</summary>
    public double Bytes => Dims is null ? 0 : Elements * TensorTypes.BytesOf(Type);

    /// <summary>Is every dimension known?</summary>
    public bool IsExact => Dims is not null && Dims.All(d => d.IsExact);

    /// <summary>Dimensions that are known.</summary>
    public static Interval[] Exact(params ReadOnlySpan<long> dims)
    {
        var result = new Interval[dims.Length];
        for (var i = 0; i < dims.Length; i++)
            result[i] = Interval.Exactly(dims[i]);
        return result;
    }

    /// <summary>A list of numbers.</summary>
    public static ValueFacts List(long type, Interval[] values) => new(type, Exact(values.Length)) { Values = values };

    /// <summary>Most elements of a shape.</summary>
    public static double Count(ReadOnlySpan<Interval> dims)
    {
        var elements = 1d;
        foreach (var dim in dims)
        {
            // 0 times infinity is not a number; no elements are none.
            if (dim.High <= 0)
                return 0;
            elements *= dim.High;
        }

        return elements;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{TensorTypes.NameOf(Type)}[{(Dims is null ? "?" : string.Join(',', Dims))}]";
}
