using System.Text;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Checks the declaration of a graph's input: what it says of its size makes ONNX Runtime allocate.</summary>
internal static class InputRules
{
    /// <summary>Checks a <c>ValueInfoProto</c>.</summary>
    /// <returns>Name of the input.</returns>
    public static string Check(ReadOnlySpan<byte> value, OnnxLimits limits)
    {
        var name = "";
        var shape = new List<long>();
        var reader = new WireReader(value);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                name = Encoding.UTF8.GetString(reader.Bytes);
            else if (reader.IsBytes(2))
                ReadTensorType(reader.Bytes, shape, limits.MaxRank);
        }

        if (shape.Count > limits.MaxRank)
            throw new ModelRefusedException($"the input {Quote(name)} has more than {limits.MaxRank} dimensions");
        if (shape.Aggregate(1d, (product, d) => product * Math.Max(d, 1)) > limits.MaxGeneratedElements)
            throw new ModelRefusedException($"the input {Quote(name)} [{Show(shape)}] has more than {limits.MaxGeneratedElements} elements");
        return name;
    }

    /// <summary>TypeProto.tensor_type (1) → shape (2) → dim (1) → dim_value (1).</summary>
    private static void ReadTensorType(ReadOnlySpan<byte> type, List<long> shape, int maxRank)
    {
        var types = new WireReader(type);
        while (types.Next())
        {
            var tensors = new WireReader(types.IsBytes(1) ? types.Bytes : default);
            while (tensors.Next())
            {
                var dimensions = new WireReader(tensors.IsBytes(2) ? tensors.Bytes : default);
                while (dimensions.Next() && shape.Count <= maxRank)
                    shape.Add(dimensions.IsBytes(1) ? ReadDimension(dimensions.Bytes) : 1);
            }
        }
    }

    private static long ReadDimension(ReadOnlySpan<byte> dimension)
    {
        var size = 1L;
        var reader = new WireReader(dimension);
        while (reader.Next())
        {
            if (reader.IsVarint(1))
                size = (long)reader.Number;
        }

        return size;
    }

    private static string Quote(string name) => ModelRefusedException.Quote(Encoding.UTF8.GetBytes(name));

    private static string Show(List<long> shape) => new StringBuilder().AppendJoin(',', shape).ToString();
}
