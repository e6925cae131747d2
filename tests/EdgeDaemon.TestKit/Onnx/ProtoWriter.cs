using System.Text;

namespace EdgeDaemon.TestKit.Onnx;

/// <summary>Writes Protocol Buffers wire format, field by field, in the order of the calls. It checks nothing: tests also write nonsense.</summary>
public sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>What was written so far.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>A varint field (wire type 0).</summary>
    public ProtoWriter Varint(int field, long value)
    {
        Raw((ulong)field << 3);
        Raw((ulong)value);
        return this;
    }

    /// <summary>A length-delimited field (wire type 2).</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(((ulong)field << 3) | 2);
        Raw((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>A string field.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A 32-bit field (wire type 5).</summary>
    public ProtoWriter Single(int field, float value)
    {
        Raw(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>A nested message.</summary>
    public ProtoWriter Message(int field, Action<ProtoWriter> write)
    {
        var inner = new ProtoWriter();
        write(inner);
        return Bytes(field, inner.ToArray());
    }

    /// <summary>Bytes as they are: a field written elsewhere, or garbage.</summary>
    public ProtoWriter Verbatim(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
