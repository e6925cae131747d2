using EdgeDaemon.Inference.OnnxModel.Growth;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>A graph, or the body of a function, after its structure was checked.</summary>
internal sealed class GraphInfo
{
    /// <summary>Declared inputs; of a function only the names.</summary>
    public List<DeclaredValue> Inputs { get; } = [];

    /// <summary>Declared outputs; of a function only the names.</summary>
    public List<DeclaredValue> Outputs { get; } = [];

    /// <summary>Constants.</summary>
    public Dictionary<string, ValueFacts> Constants { get; } = [];

    /// <summary>Operators in the order of the file.</summary>
    public List<NodeInfo> Nodes { get; } = [];

    /// <summary>What a function takes where a call leaves an attribute out.</summary>
    public Dictionary<string, AttributeInfo> Defaults { get; } = [];
}

/// <summary>An input or output as the file declares it.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type; 0 for what is no tensor.</param>
/// <param name="Dims">Dimensions; -1 where open.</param>
/// <param name="Symbols">A name per dimension; empty where it has none.</param>
internal sealed record DeclaredValue(string Name, long Type, long[] Dims, string[] Symbols);
