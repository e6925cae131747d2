namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>Reads the declarations of inputs and outputs (<c>ValueInfoProto</c>): what they say of their size makes ONNX Runtime allocate.</summary>
internal static class DeclaredValues
{
    /// <summary>Reads an input.</summary>
    public static DeclaredValue ReadInput(ReadOnlySpan<byte> bytes, OnnxLimits limits)
    {
        var value = Read(bytes, limits, "input");
        if (value.Dims.Aggregate(1d, (product, d) => product * Math.Max(d, 1)) > limits.MaxInputElements)
            throw new ModelRefusedException($"the input {Names.Quote(value.Name)} [{string.Join(',', value.Dims)}] has more than {limits.MaxInputElements} elements");
        return value;
    }

    /// <summary>Reads an input or output.</summary>
    public static DeclaredValue Read(ReadOnlySpan<byte> bytes, OnnxLimits limits, string role)
    {
        var name = "";
        var type = 0L;
        var dims = new List<(long Size, string Symbol)>();
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                name = Names.Read(reader.Bytes);
            else if (reader.IsBytes(2))
                ReadType(reader.Bytes, ref type, dims, limits.MaxRank);
        }

        if (dims.Count > limits.MaxRank)
            throw new ModelRefusedException($"the {role} {Names.Quote(name)} has more than {limits.MaxRank} dimensions");
        foreach (var (size, _) in dims)
        {
            // -1 is how some exporters write "open".
            if (size is < -1 or > int.MaxValue)
                throw new ModelRefusedException($"the {role} {Names.Quote(name)} has a dimension of {size}");
        }

        return new DeclaredValue(name, type, [.. dims.Select(d => d.Size)], [.. dims.Select(d => d.Symbol)]);
    }

    /// <summary>TypeProto.tensor_type (1) → elem_type (1), shape (2) → dim (1).</summary>
    private static void ReadType(ReadOnlySpan<byte> bytes, ref long type, List<(long, string)> dims, int maxRank)
    {
        var types = new WireReader(bytes);
        while (types.Next())
        {
            var tensor = new WireReader(types.IsBytes(1) ? types.Bytes : default);
            while (tensor.Next())
            {
                if (tensor.IsVarint(1))
                    type = (long)tensor.Number;
                var shape = new WireReader(tensor.IsBytes(2) ? tensor.Bytes : default);
                while (shape.Next() && dims.Count <= maxRank)
                {
                    if (shape.IsBytes(1))
                        dims.Add(ReadDimension(shape.Bytes));
                }
            }
        }
    }

    /// <summary>Size or name, of which the last one written counts; -1 for open.</summary>
    private static (long Size, string Symbol) ReadDimension(ReadOnlySpan<byte> dimension)
    {
        var result = (-1L, "");
        var reader = new WireReader(dimension);
        while (reader.Next())
        {
            if (reader.IsVarint(1))
                result = ((long)reader.Number, "");
            else if (reader.IsBytes(2))
                result = (-1, Names.Read(reader.Bytes));
        }

        return result;
    }
}
