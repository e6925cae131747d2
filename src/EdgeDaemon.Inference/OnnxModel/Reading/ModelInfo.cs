namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>A model file after its structure was checked.</summary>
/// <param name="Graph">The main graph.</param>
/// <param name="Functions">Bodies of the model's own functions, by <see cref="FunctionTable.Key"/>.</param>
internal sealed record ModelInfo(GraphInfo Graph, IReadOnlyDictionary<string, GraphInfo> Functions)
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
}
