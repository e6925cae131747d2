using System.Runtime.InteropServices;

namespace EdgeDaemon.TestKit.Onnx;

/// <summary>Element types by their number in the ONNX format (<c>TensorProto.DataType</c>).</summary>
public enum OnnxType
{
    /// <summary>float32</summary>
    Float = 1,

    /// <summary>uint8</summary>
    UInt8 = 2,

    /// <summary>int8</summary>
    Int8 = 3,

    /// <summary>int32</summary>
    Int32 = 6,

    /// <summary>int64</summary>
    Int64 = 7,

    /// <summary>string</summary>
    String = 8,

    /// <summary>bool</summary>
    Bool = 9,

    /// <summary>float16</summary>
    Float16 = 10,

    /// <summary>float64</summary>
    Double = 11,
}

/// <summary>A constant in a model.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dimensions">Shape.</param>
/// <param name="RawData">Little-endian elements; may be wrong on purpose.</param>
public sealed record OnnxTensor(string Name, OnnxType Type, long[] Dimensions, byte[] RawData)
{
    /// <summary>Key and value pairs that place the data in another file.</summary>
    public IReadOnlyList<(string Key, string Value)> ExternalData { get; init; } = [];

    /// <summary><c>TensorProto.data_location</c>: 0 here, 1 in another file; null writes no such field.</summary>
    public int? DataLocation { get; init; }

    /// <summary>A float32 constant.</summary>
    public static OnnxTensor Float(string name, long[] dimensions, params float[] values) =>
        new(name, OnnxType.Float, dimensions, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>An int64 constant with one dimension.</summary>
    public static OnnxTensor Int64(string name, params long[] values) =>
        new(name, OnnxType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Writes the fields of a <c>TensorProto</c>.</summary>
    public void Write(ProtoWriter writer)
    {
        foreach (var dimension in Dimensions)
            writer.Varint(1, dimension);
        writer.Varint(2, (int)Type).Text(8, Name);
        if (ExternalData.Count == 0)
            writer.Bytes(9, RawData);
        foreach (var (key, value) in ExternalData)
            writer.Message(13, entry => entry.Text(1, key).Text(2, value));
        if (DataLocation is { } location)
            writer.Varint(14, location);
    }
}
