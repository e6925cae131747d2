using System.Text;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>
/// The functions that a model defines, who calls whom, and how many nodes each becomes when ONNX Runtime writes its calls
/// out. Ten functions that call each other twice are a thousand nodes; one that calls itself never ends.
/// </summary>
internal sealed class FunctionTable
{
    /// <summary>Stands for the main graph as a caller.</summary>
    public const string Main = "";

    private readonly OnnxLimits _limits;
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _domains = [];
    private readonly Dictionary<string, int> _ownNodes = [];
    private readonly Dictionary<string, Dictionary<string, int>> _calls = [];
    private readonly Dictionary<string, long> _expanded = [];

    private FunctionTable(OnnxLimits limits) => _limits = limits;

    /// <summary>Collects the names of the functions, which nodes of the main graph may use before they are defined.</summary>
    public static FunctionTable Read(ReadOnlySpan<byte> model, OnnxLimits limits)
    {
        var table = new FunctionTable(limits);
        var reader = new WireReader(model);
        while (reader.Next())
        {
            if (!reader.IsBytes(25))
                continue;
            var (domain, name) = NameOf(reader.Bytes);
            table._domains.Add(domain);
            if (!table._names.Add(Key(domain, name)))
                throw new ModelRefusedException($"the function {Show(Key(domain, name))} is defined twice");
            if (table._names.Count > limits.MaxFunctions)
                throw new ModelRefusedException($"more than {limits.MaxFunctions} functions");
        }

        return table;
    }

    /// <summary>Domain and name of a <c>FunctionProto</c>.</summary>
    public static (string Domain, string Name) NameOf(ReadOnlySpan<byte> function)
    {
        var (domain, name) = ("", "");
        var reader = new WireReader(function);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                name = Names.Read(reader.Bytes);
            else if (reader.IsBytes(10))
                domain = Names.Read(reader.Bytes);
        }

        return (domain, name);
    }

    /// <summary>One name for domain and operator.</summary>
    public static string Key(string domain, string name) => $"{(Domains.IsDefault(domain) ? "" : domain)}\n{name}";

    /// <summary>Is it a function of the model's own?</summary>
    public bool Contains(string key) => _names.Contains(key);

    /// <summary>Does the model define functions in this domain?</summary>
    public bool HasDomain(string domain) => _domains.Contains(domain);

    /// <summary>Counts a node of a function or of the main graph.</summary>
    /// <param name="caller">Key of the function, or <see cref="Main"/>.</param>
    /// <param name="callee">Key of what the node calls.</param>
    public void Count(string caller, string callee)
    {
        if (!Contains(callee))
        {
            _ownNodes[caller] = _ownNodes.GetValueOrDefault(caller) + 1;
            return;
        }

        if (!_calls.TryGetValue(caller, out var calls))
            _calls[caller] = calls = [];
        calls[callee] = calls.GetValueOrDefault(callee) + 1;
    }

    /// <summary>Refuses recursion, and more nodes than the limit when every call is written out.</summary>
    public void CheckCalls()
    {
        foreach (var name in _names)
            Expand(name, depth: 0);
        if (Expand(Main, depth: 0) > _limits.MaxNodes)
            throw new ModelRefusedException($"more than {_limits.MaxNodes} nodes when all function calls are written out");
    }

    private long Expand(string caller, int depth)
    {
        // No chain of different functions is longer than there are functions.
        if (depth > _names.Count)
            throw new ModelRefusedException($"the function {Show(caller)} calls itself");
        if (_expanded.TryGetValue(caller, out var known))
            return known;
        long nodes = _ownNodes.GetValueOrDefault(caller);
        foreach (var (callee, times) in _calls.GetValueOrDefault(caller) ?? [])
            nodes = Math.Min(nodes + (times * Expand(callee, depth + 1)), int.MaxValue);
        return _expanded[caller] = nodes;
    }

    private static string Show(string key) => ModelRefusedException.Quote(Encoding.UTF8.GetBytes(key.TrimStart('\n').Replace('\n', '.')));
}
