using System.Text;
using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Editing;

/// <summary>One operator of a graph that is edited.</summary>
internal sealed class GraphNode
{
    private readonly List<byte[]> _attributes = [];
    private byte[] _others = [];

    /// <summary>An operator without attributes.</summary>
    public GraphNode(string op, string domain, List<string> inputs, List<string> outputs) => (Op, Domain, Inputs, Outputs) = (op, domain, inputs, outputs);

    /// <summary>Operator.</summary>
    public string Op { get; }

    /// <summary>Empty for that of the standard.</summary>
    public string Domain { get; }

    /// <summary>Names of values; empty where left out.</summary>
    public List<string> Inputs { get; }

    /// <summary>Names of values.</summary>
    public List<string> Outputs { get; }

    /// <summary>The only value that it makes; empty where it makes several.</summary>
    public string Output => Outputs is [var only] ? only : "";

    /// <summary>Reads a <c>NodeProto</c>.</summary>
    public static GraphNode Read(ReadOnlySpan<byte> message)
    {
        var (op, domain, inputs, outputs, attributes, others) = ("", "", new List<string>(), new List<string>(), new List<byte[]>(), new WireWriter());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: inputs.Add(Names.Read(reader.Bytes)); break;
                case 2: outputs.Add(Names.Read(reader.Bytes)); break;
                case 4: op = Names.Read(reader.Bytes); break;
                case 5: attributes.Add(reader.Bytes.ToArray()); break;
                case 7: domain = Names.Read(reader.Bytes); break;
                default: others.Fields(reader.Raw); break;
            }
        }

        var node = new GraphNode(op, Domains.IsDefault(domain) ? "" : domain, inputs, outputs) { _others = others.ToArray() };
        node._attributes.AddRange(attributes);
        return node;
    }

    /// <summary>Adds a whole number.</summary>
    public GraphNode With(string attribute, long value)
    {
        _attributes.Add(new WireWriter().Text(1, attribute).Varint(3, value).Varint(20, 2).ToArray());
        return this;
    }

    /// <summary>A whole number.</summary>
    public long Int(string attribute, long otherwise) => Find(attribute, 3, out _) is { } number ? (long)number : otherwise;

    /// <summary>A number.</summary>
    public float Single(string attribute, float otherwise) => Find(attribute, 2, out _) is { } bits ? BitConverter.UInt32BitsToSingle((uint)bits) : otherwise;

    /// <summary>A text; empty where it is left out.</summary>
    public string Text(string attribute)
    {
        Find(attribute, 4, out var bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A <c>TensorProto</c>; empty where it is left out.</summary>
    public byte[] Tensor(string attribute)
    {
        Find(attribute, 5, out var bytes);
        return bytes;
    }

    /// <summary>The <c>NodeProto</c>.</summary>
    public byte[] ToMessage()
    {
        var message = new WireWriter();
        foreach (var input in Inputs)
            message.Text(1, input);
        foreach (var output in Outputs)
            message.Text(2, output);
        message.Text(4, Op).Fields(_others);
        foreach (var attribute in _attributes)
            message.Bytes(5, attribute);
        return (Domain.Length > 0 ? message.Text(7, Domain) : message).ToArray();
    }

    /// <summary>The field of an attribute that holds its value; null where there is none.</summary>
    private ulong? Find(string name, int field, out byte[] bytes)
    {
        bytes = [];
        foreach (var attribute in _attributes)
        {
            var (isIt, number) = (false, (ulong?)null);
            var reader = new WireReader(attribute);
            while (reader.Next())
            {
                if (reader.IsBytes(1))
                    isIt = Names.Read(reader.Bytes) == name;
                else if (reader.Field == field)
                    (number, bytes) = (reader.Number, reader.Bytes.ToArray());
            }

            if (isIt)
                return number;
            bytes = [];
        }

        return null;
    }
}
