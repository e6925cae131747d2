using System.Globalization;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>Adds up what a run takes, node by node, and refuses the first one that goes past the budget.</summary>
internal sealed class CostMeter(OnnxLimits limits, long parameterBytes)
{
    /// <summary>No node reads and writes more values than this on average.</summary>
    private const int MeanOperands = 16;

    private double _kept = parameterBytes;
    private double _live;
    private double _operations;
    private long _nodes;
    private long _operands;

    /// <summary>Most bytes in use at one time.</summary>
    public double Peak { get; private set; } = parameterBytes;

    /// <summary>Bytes of the values of a run that are in use, constants aside.</summary>
    public double Live => _live;

    /// <summary>Multiply-accumulates.</summary>
    public double MultiplyAccumulates { get; private set; }

    /// <summary>Counts a node, function calls written out.</summary>
    public void CountNode(int operands, string place)
    {
        _operands += operands;
        if (++_nodes > limits.MaxNodes || _operands > (long)limits.MaxNodes * MeanOperands)
            throw new ModelRefusedException($"{place} is one too many: more than {limits.MaxNodes} nodes, or too many values for them, when all function calls are written out");
    }

    /// <summary>Counts what a node makes.</summary>
    public void Make(ValueFacts facts, string place)
    {
        if (facts.Dims?.Length > limits.MaxRank)
            throw new ModelRefusedException($"{place} makes {facts}; at most {limits.MaxRank} dimensions are allowed");
        if (facts.IsConstant && facts.Dims is not null && !(facts.Elements <= limits.MaxGeneratedElements))
            throw new ModelRefusedException($"{place} makes {facts} out of constants; at most {limits.MaxGeneratedElements} elements are allowed");
        if (!(facts.Bytes <= limits.MemoryBudgetBytes))
            throw new ModelRefusedException($"{place} makes {facts}, which takes {Show(facts.Bytes)}; the memory budget is {Show(limits.MemoryBudgetBytes)}");
        if (facts.IsConstant)
            _kept += facts.Bytes;
        else
            _live += facts.Bytes;
        var total = _kept + _live;
        if (!(total <= limits.MemoryBudgetBytes))
            throw new ModelRefusedException($"at {place}, which makes {facts}, an estimated {Show(total)} would be in use; the memory budget is {Show(limits.MemoryBudgetBytes)}");
        Peak = Math.Max(Peak, total);
    }

    /// <summary>Counts down what nobody reads any more. Constants stay: ONNX Runtime computes them once and keeps them.</summary>
    public void Free(ValueFacts facts)
    {
        if (!facts.IsConstant)
            _live -= facts.Bytes;
    }

    /// <summary>Counts down everything but constants that was made since <see cref="Live"/> was this.</summary>
    public void FreeAllSince(double live) => _live = live;

    /// <summary>Counts work.</summary>
    /// <param name="products">Multiply-accumulates.</param>
    /// <param name="others">Other steps.</param>
    /// <param name="place">The node, for messages.</param>
    public void Work(double products, double others, string place)
    {
        MultiplyAccumulates += products;
        _operations += products + others;
        if (!(_operations <= limits.MaxOperations))
            throw new ModelRefusedException(string.Create(CultureInfo.InvariantCulture, $"at {place} a run has come to {_operations:0.#e+0} steps; at most {limits.MaxOperations:0.#e+0} are allowed"));
    }

    private static string Show(double bytes) => double.IsFinite(bytes)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / (1 << 20)):0} MiB")
        : "memory without limit";
}
