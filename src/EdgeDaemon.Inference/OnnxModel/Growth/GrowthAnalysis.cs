using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>
/// Walks a model node by node as a run would, with shapes in place of numbers, and refuses the first node that grows past
/// the limits. A few bytes can ask for gigabytes when ONNX Runtime computes constants while it loads, or when it runs.
/// Work per node is small and bounded; function calls are written out, and counted.
/// </summary>
internal sealed class GrowthAnalysis
{
    /// <summary>Functions that call functions; those of real exporters are less than ten deep.</summary>
    private const int MaxCallDepth = 32;

    private readonly ModelInfo _model;
    private readonly CostMeter _meter;
    private readonly Dictionary<(string Domain, string Op), int> _operators = [];

    private GrowthAnalysis(ModelInfo model, OnnxLimits limits) => (_model, _meter) = (model, new CostMeter(limits, model.Parameters.Bytes));

    /// <summary>Walks the model.</summary>
    /// <param name="model">Its structure.</param>
    /// <param name="shapeOf">What an input's dimensions will be.</param>
    /// <param name="limits">How much it may take.</param>
    /// <exception cref="ModelRefusedException">It grows past a limit, or nobody can tell; the message names the node.</exception>
    public static GrowthReport Run(ModelInfo model, Func<DeclaredValue, long[]> shapeOf, OnnxLimits limits)
    {
        var analysis = new GrowthAnalysis(model, limits);
        var scope = new ValueScope(outer: null);
        analysis.Enter(model.Graph, scope, shapeOf);
        analysis.Walk(model.Graph, scope, attributesOfCall: null, depth: 0);
        var outputs = model.Graph.Outputs.Select(o => scope.Find(o.Name)
            ?? throw new ModelRefusedException($"the output {Names.Quote(o.Name)} is made by no node"));
        return new GrowthReport([.. outputs], analysis._operators, analysis._meter.Peak, analysis._meter.MultiplyAccumulates, scope);
    }

    private void Enter(GraphInfo graph, ValueScope scope, Func<DeclaredValue, long[]> shapeOf)
    {
        AddConstants(graph, scope);
        foreach (var input in graph.Inputs)
        {
            if (graph.Constants.ContainsKey(input.Name))
                continue;
            var place = $"the input {Names.Quote(input.Name)}";
            if (input.Type == 0)
                throw new ModelRefusedException($"{place} is no tensor");
            var facts = new ValueFacts(input.Type, ValueFacts.Exact(shapeOf(input)));
            _meter.Make(facts, place);
            if (!scope.TryAdd(input.Name, facts))
                throw new ModelRefusedException($"{place} is declared twice");
        }
    }

    private static void AddConstants(GraphInfo graph, ValueScope scope)
    {
        foreach (var (name, facts) in graph.Constants)
            scope.TryAdd(name, facts);
    }

    private void Walk(GraphInfo graph, ValueScope scope, IReadOnlyDictionary<string, AttributeInfo>? attributesOfCall, int depth)
    {
        var lastUses = LastUses(graph);
        var made = new HashSet<string>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            Visit(node, scope, attributesOfCall, depth);
            made.UnionWith(node.Outputs);
            foreach (var name in node.Inputs.Concat(node.Outputs))
            {
                if (lastUses is not null && lastUses.GetValueOrDefault(name, -1) <= i && made.Remove(name) && scope.FindOwn(name) is { } facts)
                    _meter.Free(facts);
            }
        }
    }

    /// <summary>The last node that reads each value; null where graphs inside read values too, and so nothing counts as done with.</summary>
    private static Dictionary<string, int>? LastUses(GraphInfo graph)
    {
        var uses = new Dictionary<string, int>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            if (graph.Nodes[i].Attributes.Values.Any(a => a.Graphs.Count > 0))
                return null;
            foreach (var name in graph.Nodes[i].Inputs)
                uses[name] = i;
        }

        foreach (var output in graph.Outputs)
            uses[output.Name] = int.MaxValue;
        return uses;
    }

    private void Visit(NodeInfo node, ValueScope scope, IReadOnlyDictionary<string, AttributeInfo>? attributesOfCall, int depth)
    {
        _meter.CountNode(node.Inputs.Length + node.Outputs.Length, node.Place);
        var inputs = Array.ConvertAll(node.Inputs, name => Resolve(name, node, scope));
        var attributes = Resolve(node.Attributes, attributesOfCall);
        if (_model.Functions.TryGetValue(node.Key, out var body))
        {
            Call(node, body, inputs, scope, attributes, depth);
            return;
        }

        _operators[(node.Domain, node.Op)] = _operators.GetValueOrDefault((node.Domain, node.Op)) + 1;
        if (Domains.IsControlFlow(node.Op))
            WalkInside(node, scope, attributesOfCall, depth);
        else if (attributes.Values.Any(a => a.Graphs.Count > 0))
            throw new ModelRefusedException($"{node.Place} holds a graph, which its operator does not take");
        if (Domains.IsControlFlow(node.Op) || inputs.Any(i => i is { Dims: null }))
            Define(node, [.. node.Outputs.Select(_ => ValueFacts.Unknown)], scope);
        else
            Apply(node, inputs, attributes, scope);
    }

    private void Apply(NodeInfo node, ValueFacts?[] inputs, IReadOnlyDictionary<string, AttributeInfo> attributes, ValueScope scope)
    {
        var rule = OperatorRules.Find(node.Domain, node.Op)
            ?? throw new ModelRefusedException($"{node.Place} is an operator{(node.Domain.Length > 0 ? $" of {Names.Quote(node.Domain)}" : "")} whose use of memory cannot be told before it runs");
        var call = new OperatorCall(node, inputs, attributes);
        var outputs = rule(call);
        if (outputs.Length < node.Outputs.Length)
            throw call.Refused($"has {node.Outputs.Length} outputs; {outputs.Length} are known");
        var isConstant = inputs.All(i => i is null or { IsConstant: true }) && !node.Op.StartsWith("Random", StringComparison.Ordinal);
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            outputs[i] = outputs[i] with { IsConstant = isConstant || outputs[i].IsConstant };
            // A constant of the file is counted with the file.
            if (node.Op != "Constant")
                _meter.Make(outputs[i], node.Place);
        }

        _meter.Work(call.Products, call.Operations + outputs.Sum(o => o.Elements), node.Place);
        if (outputs.Length > 0)
            outputs[0] = ShapeArithmetic.Follow(call, outputs[0]);
        Define(node, outputs, scope);
    }

    private void Call(
        NodeInfo node, GraphInfo body, ValueFacts?[] inputs, ValueScope scope, IReadOnlyDictionary<string, AttributeInfo> attributes, int depth)
    {
        if (depth >= MaxCallDepth)
            throw new ModelRefusedException($"{node.Place} calls functions more than {MaxCallDepth} deep");
        if (inputs.Length > body.Inputs.Count || node.Outputs.Length > body.Outputs.Count)
            throw new ModelRefusedException($"{node.Place} hands its function {inputs.Length} inputs for {node.Outputs.Length} outputs; it takes {body.Inputs.Count} for {body.Outputs.Count}");
        var inside = new ValueScope(outer: null);
        for (var i = 0; i < body.Inputs.Count; i++)
            inside.TryAdd(body.Inputs[i].Name, (i < inputs.Length ? inputs[i] : null) ?? ValueFacts.Omitted);
        var live = _meter.Live;
        Walk(body, inside, WithDefaults(attributes, body.Defaults), depth + 1);
        _meter.FreeAllSince(live);
        var outputs = node.Outputs.Select((_, i) => inside.FindOwn(body.Outputs[i].Name)
            ?? throw new ModelRefusedException($"{node.Place} calls a function that does not make its output {Names.Quote(body.Outputs[i].Name)}"));
        ValueFacts[] results = [.. outputs];
        foreach (var result in results)
            _meter.Make(result, node.Place);
        Define(node, results, scope);
    }

    private void WalkInside(NodeInfo node, ValueScope scope, IReadOnlyDictionary<string, AttributeInfo>? attributesOfCall, int depth)
    {
        foreach (var graph in node.Attributes.Values.SelectMany(a => a.Graphs))
        {
            var inside = new ValueScope(scope);
            AddConstants(graph, inside);
            foreach (var input in graph.Inputs)
                inside.TryAdd(input.Name, ValueFacts.Unknown);
            Walk(graph, inside, attributesOfCall, depth);
        }
    }

    private static void Define(NodeInfo node, ValueFacts[] outputs, ValueScope scope)
    {
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length > 0 && !scope.TryAdd(node.Outputs[i], outputs[i]))
                throw new ModelRefusedException($"{node.Place} makes {Names.Quote(node.Outputs[i])}, which exists already");
        }
    }

    private static ValueFacts? Resolve(string name, NodeInfo node, ValueScope scope)
    {
        if (name.Length == 0)
            return null;
        var facts = scope.Find(name) ?? throw new ModelRefusedException($"{node.Place} reads {Names.Quote(name)}, which nothing before it makes");
        return ReferenceEquals(facts, ValueFacts.Omitted) ? null : facts;
    }

    /// <summary>Inside a function, an attribute may stand for one of the call; left out there, it is left out here.</summary>
    private static IReadOnlyDictionary<string, AttributeInfo> Resolve(
        IReadOnlyDictionary<string, AttributeInfo> attributes, IReadOnlyDictionary<string, AttributeInfo>? ofCall)
    {
        if (ofCall is null || attributes.Values.All(a => a.Reference.Length == 0))
            return attributes;
        var resolved = new Dictionary<string, AttributeInfo>();
        foreach (var (name, attribute) in attributes)
        {
            if (attribute.Reference.Length == 0)
                resolved[name] = attribute;
            else if (ofCall.GetValueOrDefault(attribute.Reference) is { } given)
                resolved[name] = given;
        }

        return resolved;
    }

    private static IReadOnlyDictionary<string, AttributeInfo> WithDefaults(
        IReadOnlyDictionary<string, AttributeInfo> attributes, Dictionary<string, AttributeInfo> defaults)
    {
        if (defaults.Count == 0)
            return attributes;
        var all = new Dictionary<string, AttributeInfo>(defaults);
        foreach (var (name, attribute) in attributes)
            all[name] = attribute;
        return all;
    }
}

/// <summary>What a walk found.</summary>
/// <param name="Outputs">The model's outputs.</param>
/// <param name="Operators">How often each operator is used, function calls written out.</param>
/// <param name="PeakBytes">Most bytes of constants and values at one time, every value that the file names counted.</param>
/// <param name="MultiplyAccumulates">Of one run.</param>
/// <param name="Values">The values of the main graph.</param>
internal sealed record GrowthReport(
    ValueFacts[] Outputs, IReadOnlyDictionary<(string Domain, string Op), int> Operators, double PeakBytes, double MultiplyAccumulates,
    ValueScope Values);
