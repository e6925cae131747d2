namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>How much a model may ask for. The defaults leave wide room above every camera model we know.</summary>
public sealed record OnnxLimits
{
    /// <summary>Operators, with every function call written out.</summary>
    public int MaxNodes { get; init; } = 20_000;

    /// <summary>Constants, wherever they stand.</summary>
    public int MaxTensors { get; init; } = 20_000;

    /// <summary>Functions that the model defines itself.</summary>
    public int MaxFunctions { get; init; } = 256;

    /// <summary>Dimensions of one tensor.</summary>
    public int MaxRank { get; init; } = 8;

    /// <summary>Graphs inside graphs.</summary>
    public int MaxDepth { get; init; } = 4;

    /// <summary>Elements that an operator may make out of constants, and elements of one input.</summary>
    public long MaxGeneratedElements { get; init; } = 16L << 20;

    /// <summary>
    /// Bytes that constants and the values of one run may take together, as estimated from the shapes alone, every value that
    /// the file names counted (so at least <see cref="OnnxSummary.PeakBytes"/>). ONNX Runtime's own needs come on top.
    /// </summary>
    public long MemoryBudgetBytes { get; init; } = 512L << 20;

    /// <summary>Multiply-accumulates and elements written in one run: some minutes on a small device.</summary>
    public long MaxOperations { get; init; } = 200_000_000_000;

    /// <summary>What a dimension that an input leaves open, other than the first, is taken for where nothing says better; the first is taken for 1.</summary>
    public int OpenDimension { get; init; } = 640;

    /// <summary>May the model hold <c>If</c>, <c>Loop</c>, <c>Scan</c> and <c>SequenceMap</c>? What these make is then not estimated.</summary>
    public bool AllowControlFlow { get; init; }
}
