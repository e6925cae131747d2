using System.Diagnostics.CodeAnalysis;
using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>A node together with what is known of its inputs: what a rule works on.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">One per input of the node; null where left out.</param>
/// <param name="attributes">Its attributes, references of a function resolved.</param>
internal sealed class OperatorCall(NodeInfo node, ValueFacts?[] inputs, IReadOnlyDictionary<string, AttributeInfo> attributes)
{
    /// <summary>The operator.</summary>
    public string Op => node.Op;

    /// <summary>How many outputs the node names.</summary>
    public int OutputCount => node.Outputs.Length;

    /// <summary>How many inputs the node names.</summary>
    public int InputCount => inputs.Length;

    /// <summary>The inputs that are not left out.</summary>
    public IEnumerable<ValueFacts> Inputs => inputs.OfType<ValueFacts>();

    /// <summary>Multiply-accumulates; set by the rule.</summary>
    public double Products { get; set; }

    /// <summary>Other steps beyond writing the outputs; set by the rule.</summary>
    public double Operations { get; set; }

    /// <summary>An input that the operator cannot do without.</summary>
    public ValueFacts Input(int index) => Optional(index) ?? throw Refused($"lacks its input {index + 1}");

    /// <summary>An input, or null.</summary>
    public ValueFacts? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>Dimensions of an input.</summary>
    public Interval[] Dims(int index) => Input(index).Dims ?? throw Refused($"has an input {index + 1} of unknown shape");

    /// <summary>Dimensions of an input that must have some number of them.</summary>
    public Interval[] Dims(int index, int leastRank) =>
        Dims(index) is var dims && dims.Length >= leastRank ? dims : throw Refused($"has an input {index + 1} of {dims.Length} dimensions; it needs {leastRank}");

    /// <summary>An integer attribute.</summary>
    public long Integer(string name, long otherwise) => attributes.GetValueOrDefault(name)?.Integer ?? otherwise;

    /// <summary>A text attribute.</summary>
    public string Text(string name, string otherwise) => attributes.GetValueOrDefault(name)?.Text ?? otherwise;

    /// <summary>A list attribute, or null.</summary>
    public long[]? Integers(string name) =>
        attributes.GetValueOrDefault(name) is { Count: > 0 and <= AttributeInfo.MaxParts } a && a.Integers.Count == a.Count ? [.. a.Integers] : null;

    /// <summary>A list attribute of integers or numbers as bounds, or null.</summary>
    public Interval[]? Numbers(string name) => attributes.GetValueOrDefault(name) switch
    {
        { Integers.Count: > 0 } a => [.. a.Integers.Select(v => TensorTypes.Literal(v))],
        { Numbers.Count: > 0 } a => [.. a.Numbers.Select(v => TensorTypes.Literal(v))],
        _ => null,
    };

    /// <summary>An attribute, or null.</summary>
    public AttributeInfo? Attribute(string name) => attributes.GetValueOrDefault(name);

    /// <summary>A list that newer operators take as an input and older ones as an attribute. Null: given neither way.</summary>
    public Interval[]? Operand(int index, string attribute) => Optional(index) is { } operand ? ValuesOf(operand) : Numbers(attribute);

    /// <summary>The same, where each number must be known, such as axes.</summary>
    public long[]? ExactOperand(int index, string attribute)
    {
        if (Operand(index, attribute) is not { } values)
            return null;
        return values.All(v => v.IsExact) ? [.. values.Select(v => (long)v.High)] : throw Refused($"takes its {attribute} from values that cannot be known before it runs");
    }

    /// <summary>The elements of a list; bounds without limit where they are not known.</summary>
    public Interval[] ValuesOf(ValueFacts list) => list is { Dims.Length: <= 1, Bounds: { } bounds } ? bounds : throw Refused("takes its size from a value that is no short list");

    /// <summary>An axis as an index from the front.</summary>
    public int Axis(long axis, int rank)
    {
        var index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? (int)index : throw Refused($"has the axis {axis}, where there are {rank} dimensions");
    }

    /// <summary>The element type that an attribute names, or another.</summary>
    public long TypeAttribute(string name, long otherwise) => Integer(name, 0) is > 0 and var type ? type : otherwise;

    /// <summary>A refusal that names the node.</summary>
    public ModelRefusedException Refused(string why) => new($"{node.Place} {why}");

    /// <summary>Throws unless something holds.</summary>
    public void Require([DoesNotReturnIf(false)] bool condition, string why)
    {
        if (!condition)
            throw Refused(why);
    }
}
