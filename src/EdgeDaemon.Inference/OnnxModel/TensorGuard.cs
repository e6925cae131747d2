using System.Runtime.InteropServices;
using System.Text;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Checks one <c>TensorProto</c>: its data is in this file, and there is as much of it as its shape says. So no tensor is
/// larger than the file, and none reads another file.
/// </summary>
internal sealed class TensorGuard(OnnxLimits limits)
{
    private const int MaxLiterals = 64;

    private int _count;

    /// <summary>Checks a tensor.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <returns>Its name, and its values where they are few numbers that could be a shape.</returns>
    public (string Name, double[]? Values) Check(ReadOnlySpan<byte> tensor, string place)
    {
        if (++_count > limits.MaxTensors)
            throw new ModelRefusedException($"more than {limits.MaxTensors} constants");
        var parts = Parts.Read(tensor, limits.MaxRank);
        var name = $"{place} {ModelRefusedException.Quote(parts.Name)}";
        if (parts.IsExternal)
            throw new ModelRefusedException($"{name} takes its data from another file; only data inside the model is allowed");
        if (parts.IsSegment)
            throw new ModelRefusedException($"{name} is cut into segments, which is not supported");
        var elements = CountElements(CollectionsMarshal.AsSpan(parts.Dimensions), name);
        CheckData(parts, elements, name);
        return (Encoding.UTF8.GetString(parts.Name), elements <= MaxLiterals ? Literals(parts) : null);
    }

    /// <summary>Checks a <c>SparseTensorProto</c>, which ONNX Runtime expands: the dense tensor must not outgrow the file either.</summary>
    public void CheckSparse(ReadOnlySpan<byte> sparse, string place, int fileLength)
    {
        var dimensions = new List<long>();
        var reader = new WireReader(sparse);
        while (reader.Next())
        {
            if (reader.IsBytes(1) || reader.IsBytes(2))
                Check(reader.Bytes, place);
            else if (reader.IsBytes(3))
                WireReader.ReadPacked(reader.Bytes, dimensions, limits.MaxRank);
            else if (reader.IsVarint(3))
                dimensions.Add((long)reader.Number);
        }

        var elements = CountElements(CollectionsMarshal.AsSpan(dimensions), place);
        if (elements > fileLength)
            throw new ModelRefusedException($"{place} expands to {elements} elements, more than the file has bytes ({fileLength})");
    }

    private long CountElements(ReadOnlySpan<long> dimensions, string name)
    {
        if (dimensions.Length > limits.MaxRank)
            throw new ModelRefusedException($"{name} has more than {limits.MaxRank} dimensions");
        var elements = 1L;
        foreach (var dimension in dimensions)
        {
            if (dimension < 0)
                throw new ModelRefusedException($"{name} has a dimension of {dimension}");
            if (dimension > 0 && elements > int.MaxValue / dimension)
                throw new ModelRefusedException($"{name} has more than {int.MaxValue} elements");
            elements *= dimension;
        }

        return elements;
    }

    private static void CheckData(in Parts parts, long elements, string name)
    {
        var bits = BitsOf(parts.DataType);
        if (bits < 0)
            throw new ModelRefusedException($"{name} has the unknown element type {parts.DataType}");
        var expected = ((elements * bits) + 7) / 8;
        if (parts.HasRaw && parts.Raw.Length != expected)
            throw new ModelRefusedException($"{name} needs {expected} bytes for its shape, and has {parts.Raw.Length}");
        // Two 4-bit numbers share an entry.
        if (!parts.HasRaw && parts.Entries < (bits == 4 ? (elements + 1) / 2 : elements))
            throw new ModelRefusedException($"{name} needs {elements} values for its shape, and has {parts.Entries}");
    }

    /// <summary><c>TensorProto.DataType</c>; 0 for strings, which have no fixed size, and -1 for what we do not know.</summary>
    private static int BitsOf(long type) => type switch
    {
        2 or 3 or 9 or (>= 17 and <= 20) or 24 => 8,
        4 or 5 or 10 or 16 => 16,
        1 or 6 or 12 => 32,
        7 or 11 or 13 or 14 => 64,
        15 => 128,
        21 or 22 or 23 => 4,
        8 => 0,
        _ => -1,
    };

    private static double[]? Literals(in Parts parts) => parts.DataType switch
    {
        7 when parts.HasRaw => Widen<long>(parts.Raw, v => v),
        6 when parts.HasRaw => Widen<int>(parts.Raw, v => v),
        1 when parts.HasRaw => Widen<float>(parts.Raw, v => v),
        6 or 7 => [.. parts.Integers.Select(v => (double)v)],
        1 => Widen<float>(CollectionsMarshal.AsSpan(parts.Floats), v => v),
        _ => null,
    };

    private static double[] Widen<T>(ReadOnlySpan<byte> raw, Func<T, double> convert)
        where T : unmanaged
    {
        var values = new List<double>();
        foreach (var value in MemoryMarshal.Cast<byte, T>(raw))
            values.Add(convert(value));
        return [.. values];
    }

    /// <summary>The fields that matter.</summary>
    private ref struct Parts
    {
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> Raw;
        public List<long> Dimensions;
        public List<long> Integers;
        public List<byte> Floats;
        public long DataType;
        public long Entries;
        public bool HasRaw;
        public bool IsExternal;
        public bool IsSegment;

        public static Parts Read(ReadOnlySpan<byte> tensor, int maxRank)
        {
            var parts = new Parts { Dimensions = [], Integers = [], Floats = [] };
            var reader = new WireReader(tensor);
            while (reader.Next())
            {
                switch (reader.Field, reader.Type)
                {
                    case (1, WireType.Varint) when parts.Dimensions.Count <= maxRank: parts.Dimensions.Add((long)reader.Number); break;
                    case (1, WireType.Bytes): WireReader.ReadPacked(reader.Bytes, parts.Dimensions, maxRank); break;
                    case (2, WireType.Varint): parts.DataType = (long)reader.Number; break;
                    case (3, _): parts.IsSegment = true; break;
                    case (8, WireType.Bytes): parts.Name = reader.Bytes; break;
                    case (9, WireType.Bytes):
                        parts.Raw = reader.Bytes;
                        parts.HasRaw = true;
                        break;
                    case (13, _): parts.IsExternal = true; break;
                    case (14, WireType.Varint): parts.IsExternal |= reader.Number != 0; break;
                    default: parts.AddData(reader); break;
                }
            }

            return parts;
        }

        private void AddData(in WireReader reader)
        {
            switch (reader.Field, reader.Type)
            {
                case (4, WireType.Fixed32):
                    Entries++;
                    Floats.AddRange(BitConverter.GetBytes((uint)reader.Number));
                    break;
                case (4, WireType.Bytes):
                    Entries += reader.Bytes.Length / 4;
                    Floats.AddRange(reader.Bytes[..Math.Min(reader.Bytes.Length, MaxLiterals * 4)]);
                    break;
                case (5 or 7 or 11, WireType.Varint):
                    Entries++;
                    if (Integers.Count <= MaxLiterals)
                        Integers.Add((long)reader.Number);
                    break;
                case (5 or 7 or 11, WireType.Bytes):
                    foreach (var b in reader.Bytes)
                        Entries += b < 0x80 ? 1 : 0;
                    WireReader.ReadPacked(reader.Bytes, Integers, MaxLiterals);
                    break;
                case (6, WireType.Bytes): Entries++; break;
                case (10, WireType.Fixed64): Entries++; break;
                case (10, WireType.Bytes): Entries += reader.Bytes.Length / 8; break;
            }
        }
    }
}
