namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>One operator, or a call of a function.</summary>
/// <param name="Op">Operator.</param>
/// <param name="Domain">Empty for that of the standard.</param>
/// <param name="Inputs">Names of values; empty where left out.</param>
/// <param name="Outputs">Names of values; empty where not wanted.</param>
/// <param name="Attributes">By name.</param>
/// <param name="Place">The node, for messages.</param>
internal sealed record NodeInfo(
    string Op, string Domain, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, AttributeInfo> Attributes, string Place)
{
    /// <summary>Name among operators and functions.</summary>
    public string Key { get; } = FunctionTable.Key(Domain, Op);
}
