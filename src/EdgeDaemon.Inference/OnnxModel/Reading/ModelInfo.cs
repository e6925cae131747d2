namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>A model file after its structure was checked.</summary>
/// <param name="Graph">The main graph.</param>
/// <param name="Functions">Bodies of the model's own functions.</param>
internal sealed record ModelInfo(GraphInfo Graph, IReadOnlyList<GraphInfo> Functions)
{
    /// <summary>Version of the file format.</summary>
    public long IrVersion { get; init; }

    /// <summary>Who wrote the file.</summary>
    public string Producer { get; init; } = "";

    /// <summary>Version of each domain's operators.</summary>
    public required IReadOnlyList<(string Domain, long Version)> Opsets { get; init; }

    /// <summary>Texts for people and tools.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Keys of texts that were too long to read.</summary>
    public IReadOnlyList<string> SkippedMetadata { get; init; } = [];

    /// <summary>Constants: how many numbers, how many bytes, and the element type that takes most bytes.</summary>
    public required (long Elements, long Bytes, long MainType) Parameters { get; init; }

    /// <summary>Every operator of the file; those of a function once.</summary>
    public IEnumerable<NodeInfo> AllNodes => Graph.AllNodes.Concat(Functions.SelectMany(function => function.AllNodes));

    /// <summary>Does an operator make more or fewer elements by what the picture shows, such as a box per object?</summary>
    public bool IsSizedByContent => AllNodes.Any(node => node.Op is "NonZero" or "NonMaxSuppression" or "Unique" or "Compress" || Domains.IsControlFlow(node.Op));
}
