using System.Runtime.InteropServices;
using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Editing;

/// <summary>A constant of float32, and how constants are written.</summary>
/// <param name="Shape">Dimensions.</param>
/// <param name="Values">Row by row.</param>
internal sealed record GraphTensor(long[] Shape, float[] Values)
{
    /// <summary>Reads a <c>TensorProto</c>; null where it is of another type.</summary>
    public static GraphTensor? Read(ReadOnlySpan<byte> message)
    {
        var (type, shape, values) = (0L, new List<long>(), new List<float>());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Varint): shape.Add((long)reader.Number); break;
                case (1, WireType.Bytes): WireReader.ReadPacked(reader.Bytes, shape, int.MaxValue); break;
                case (2, _): type = (long)reader.Number; break;
                case (4, WireType.Fixed32): values.Add(BitConverter.UInt32BitsToSingle((uint)reader.Number)); break;
                case (4 or 9, WireType.Bytes) when type is TensorTypes.Float or 0: values.AddRange(MemoryMarshal.Cast<byte, float>(reader.Bytes)); break;
            }
        }

        return type == TensorTypes.Float && values.Count == shape.Aggregate(1L, (product, size) => product * size) ? new GraphTensor([.. shape], [.. values]) : null;
    }

    /// <summary>Writes a <c>TensorProto</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Element type, as <see cref="TensorTypes"/>.</param>
    /// <param name="shape">Dimensions; none for a single number.</param>
    /// <param name="values">Row by row.</param>
    public static byte[] Write<T>(string name, int type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var message = new WireWriter();
        foreach (var size in shape)
            message.Varint(1, size);
        return message.Varint(2, type).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values)).ToArray();
    }

    /// <summary>Names a <c>TensorProto</c>: of a field that stands there twice, the last one counts.</summary>
    public static byte[] Named(byte[] message, string name) => new WireWriter().Fields(message).Text(8, name).ToArray();
}
