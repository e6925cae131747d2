using System.Runtime.InteropServices;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>
/// Checks one <c>TensorProto</c>: its data is in this file, and there is as much of it as its shape says. So no tensor is
/// larger than the file, and none reads another file.
/// </summary>
internal sealed class TensorGuard(OnnxLimits limits)
{
    private const int MostChannels = 4;

    private readonly Dictionary<long, long> _bytesByType = [];
    private int _count;
    private long _elements;

    /// <summary>How many numbers and bytes all constants hold, and the type that takes most bytes.</summary>
    public (long Elements, long Bytes, long MainType) Totals => (
        _elements, _bytesByType.Values.Sum(), _bytesByType.OrderByDescending(t => t.Value).Select(t => t.Key).FirstOrDefault());

    /// <summary>Checks a tensor.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <returns>Its name.</returns>
    public string Check(ReadOnlySpan<byte> tensor, string place)
    {
        if (++_count > limits.MaxTensors)
            throw new ModelRefusedException($"more than {limits.MaxTensors} constants");
        var parts = Parts.Read(tensor, limits.MaxRank);
        var name = $"{place} {ModelRefusedException.Quote(parts.Name)}";
        if (parts.IsExternal)
            throw new ModelRefusedException($"{name} takes its data from another file; only data inside the model is allowed: 'edgedaemon models add' merges it, and exporters write one file with external_data=False");
        if (parts.IsSegment)
            throw new ModelRefusedException($"{name} is cut into segments, which is not supported");
        var elements = CountElements(CollectionsMarshal.AsSpan(parts.Dimensions), name);
        CheckData(parts, elements, name);
        _elements += elements;
        _bytesByType[parts.DataType] = _bytesByType.GetValueOrDefault(parts.DataType) + (parts.HasRaw ? parts.Raw.Length : parts.DataBytes);
        return Names.Read(parts.Name);
    }

    /// <summary>Checks a <c>SparseTensorProto</c>, which ONNX Runtime expands: the dense tensor must not outgrow the file either.</summary>
    /// <returns>Its name.</returns>
    public string CheckSparse(ReadOnlySpan<byte> sparse, string place, int fileLength)
    {
        var name = "";
        var dimensions = new List<long>();
        var reader = new WireReader(sparse);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                name = Check(reader.Bytes, place);
            else if (reader.IsBytes(2))
                Check(reader.Bytes, place);
            else if (reader.IsBytes(3))
                WireReader.ReadPacked(reader.Bytes, dimensions, limits.MaxRank);
            else if (reader.IsVarint(3))
                dimensions.Add((long)reader.Number);
        }

        var elements = CountElements(CollectionsMarshal.AsSpan(dimensions), place);
        if (elements > fileLength)
            throw new ModelRefusedException($"{place} expands to {elements} elements, more than the file has bytes ({fileLength})");
        return name;
    }

    /// <summary>The first number of a constant of at most so many floats as a picture has channels; null of any other.</summary>
    public static double? FirstNumber(ReadOnlySpan<byte> tensor)
    {
        var data = default(ReadOnlySpan<byte>);
        var type = 0L;
        var reader = new WireReader(tensor);
        while (reader.Next())
        {
            if (reader.IsVarint(2))
                type = (long)reader.Number;
            else if (reader.IsBytes(9) || reader.IsBytes(4))
                data = reader.Bytes;
        }

        return (type, data.Length) switch
        {
            (TensorTypes.Float, >= sizeof(float) and <= MostChannels * sizeof(float)) => BitConverter.ToSingle(data),
            (TensorTypes.Float16, >= 2 and <= MostChannels * 2) => (double)BitConverter.ToHalf(data),
            (TensorTypes.Double, >= sizeof(double) and <= MostChannels * sizeof(double)) => BitConverter.ToDouble(data),
            _ => null,
        };
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
        var bits = TensorTypes.BitsOf(parts.DataType);
        if (bits < 0)
            throw new ModelRefusedException($"{name} has the unknown element type {parts.DataType}");
        var expected = ((elements * bits) + 7) / 8;
        if (parts.HasRaw && parts.Raw.Length != expected)
            throw new ModelRefusedException($"{name} needs {expected} bytes for its shape, and has {parts.Raw.Length}");
        // Two 4-bit numbers share an entry.
        if (!parts.HasRaw && parts.Entries < (bits == 4 ? (elements + 1) / 2 : elements))
            throw new ModelRefusedException($"{name} needs {elements} values for its shape, and has {parts.Entries}");
    }

    /// <summary>The fields that matter.</summary>
    private ref struct Parts
    {
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> Raw;
        public List<long> Dimensions;
        public long DataType;
        public long Entries;
        public long DataBytes;
        public bool HasRaw;
        public bool IsExternal;
        public bool IsSegment;

        public static Parts Read(ReadOnlySpan<byte> tensor, int maxRank)
        {
            var parts = new Parts { Dimensions = [] };
            var reader = new WireReader(tensor);
            while (reader.Next())
            {
                switch (reader.Field, reader.Type)
                {
                    case (1, WireType.Varint) when parts.Dimensions.Count <= maxRank: parts.Dimensions.Add((long)reader.Number); break;
                    case (1, WireType.Bytes): WireReader.ReadPacked(reader.Bytes, parts.Dimensions, maxRank); break;
                    case (2, WireType.Varint): parts.DataType = (long)reader.Number; break;
                    case (1 or 2 or 8 or 9 or 13 or 14, _) when IsMisfit(reader):
                        throw new ModelRefusedException($"a constant is damaged: its field {reader.Field} is of the wrong kind");
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

        private static bool IsMisfit(in WireReader reader) => reader.Field switch
        {
            1 => reader.Type is not (WireType.Varint or WireType.Bytes),
            2 or 14 => reader.Type != WireType.Varint,
            _ => reader.Type != WireType.Bytes,
        };

        private void AddData(in WireReader reader)
        {
            DataBytes += reader.Type switch { WireType.Bytes => reader.Bytes.Length, WireType.Fixed32 => 4, _ => 8 };
            Entries += (reader.Field, reader.Type) switch
            {
                (4, WireType.Fixed32) or (5 or 7 or 11, WireType.Varint) or (6, WireType.Bytes) or (10, WireType.Fixed64) => 1,
                (4, WireType.Bytes) => reader.Bytes.Length / 4,
                (5 or 7 or 11, WireType.Bytes) => WireReader.CountPacked(reader.Bytes),
                (10, WireType.Bytes) => reader.Bytes.Length / 8,
                _ => 0,
            };
        }
    }
}
