using EdgeDaemon.Inference.OnnxModel.Growth.Rules;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>Says how large an operator's outputs are at most.</summary>
/// <returns>One per output, in order; fewer where the rest is left out.</returns>
internal delegate ValueFacts[] OperatorRule(OperatorCall call);

/// <summary>
/// The operators whose growth we can bound. One that is not listed is refused: ONNX Runtime may know it, but nobody could
/// say before it runs how much memory it takes.
/// </summary>
internal static class OperatorRules
{
    private static readonly Dictionary<string, OperatorRule> Table = Build();

    /// <summary>The rule of an operator, or null.</summary>
    public static OperatorRule? Find(string domain, string op) => domain switch
    {
        "" => Table.GetValueOrDefault(op),
        // ONNX Runtime's own variants of standard operators are listed under their name with the domain.
        Domains.Microsoft => Table.GetValueOrDefault($"{domain}.{op}"),
        _ => null,
    };

    private static Dictionary<string, OperatorRule> Build()
    {
        var table = new Dictionary<string, OperatorRule>();
        ElementwiseRules.AddTo(table);
        WindowRules.AddTo(table);
        ProductRules.AddTo(table);
        LayoutRules.AddTo(table);
        SelectionRules.AddTo(table);
        GeneratorRules.AddTo(table);
        QuantizationRules.AddTo(table);
        return table;
    }
}
