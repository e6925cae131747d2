namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>A graph, or the body of a function, after its structure was checked.</summary>
internal sealed class GraphInfo
{
    /// <summary>Declared inputs; none of a function.</summary>
    public List<DeclaredValue> Inputs { get; } = [];

    /// <summary>Declared outputs; none of a function.</summary>
    public List<DeclaredValue> Outputs { get; } = [];

    /// <summary>Names of the constants.</summary>
    public HashSet<string> Constants { get; } = [];

    /// <summary>The first number of each small constant of floats, by name.</summary>
    public Dictionary<string, double> Numbers { get; } = [];

    /// <summary>Operators in the order of the file.</summary>
    public List<NodeInfo> Nodes { get; } = [];

    /// <summary>Its operators and those of the graphs inside.</summary>
    public IEnumerable<NodeInfo> AllNodes => Nodes.Concat(Nodes.SelectMany(node => node.Graphs).SelectMany(graph => graph.AllNodes));
}

/// <summary>One operator, or a call of a function.</summary>
/// <param name="Op">Operator.</param>
/// <param name="Domain">Empty for that of the standard.</param>
/// <param name="Inputs">Names of values; empty where left out.</param>
/// <param name="Outputs">Names of values; empty where not wanted.</param>
/// <param name="Graphs">Graphs in its attributes.</param>
internal sealed record NodeInfo(string Op, string Domain, string[] Inputs, string[] Outputs, List<GraphInfo> Graphs);

/// <summary>An input or output as the file declares it.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type; 0 for what is no tensor.</param>
/// <param name="Dims">Dimensions; -1 where open.</param>
/// <param name="Symbols">A name per dimension; empty where it has none.</param>
internal sealed record DeclaredValue(string Name, long Type, long[] Dims, string[] Symbols);
