using System.Buffers;
using System.Text;
using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel.Editing;

/// <summary>Writes the fields of one Protocol Buffers message, in the order of the calls: the twin of <see cref="WireReader"/>.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _message = new();

    /// <summary>Bytes so far.</summary>
    public int Length => _message.WrittenCount;

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => _message.WrittenSpan.ToArray();

    /// <summary>A whole number.</summary>
    public WireWriter Varint(int field, long value)
    {
        WriteTag(field, WireType.Varint);
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>A message, or anything else that has a length.</summary>
    public WireWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        WriteTag(field, WireType.Bytes);
        WriteVarint((ulong)bytes.Length);
        _message.Write(bytes);
        return this;
    }

    /// <summary>A text.</summary>
    public WireWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Fields that are written already, such as <see cref="WireReader.Raw"/>.</summary>
    public WireWriter Fields(ReadOnlySpan<byte> fields)
    {
        _message.Write(fields);
        return this;
    }

    private void WriteTag(int field, WireType type) => WriteVarint(((ulong)field << 3) | (ulong)type);

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _message.Write([(byte)(value | 0x80)]);
        _message.Write([(byte)value]);
    }
}
