namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>How much a model file may hold. The defaults leave wide room above every camera model we know.</summary>
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

    /// <summary>Elements of one input.</summary>
    public long MaxInputElements { get; init; } = 16L << 20;

    /// <summary>May the model hold <c>If</c>, <c>Loop</c>, <c>Scan</c> and <c>SequenceMap</c>?</summary>
    public bool AllowControlFlow { get; init; }
}
