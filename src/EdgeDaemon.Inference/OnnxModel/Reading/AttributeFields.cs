using System.Buffers.Binary;
using System.Text;

namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>The plain fields of an <c>AttributeProto</c>.</summary>
internal static class AttributeFields
{
    private const int MaxReach = 1024;
    private const int MaxText = 1024;

    /// <summary>Takes over the reader's current field.</summary>
    public static void Read(in WireReader reader, AttributeInfo attribute)
    {
        switch (reader.Field, reader.Type)
        {
            case (1, WireType.Bytes): attribute.Name = Names.Read(reader.Bytes); break;
            case (2, WireType.Fixed32): attribute.Number = BitConverter.UInt32BitsToSingle((uint)reader.Number); break;
            case (3, WireType.Varint): attribute.Integer = (long)reader.Number; break;
            case (4, WireType.Bytes): attribute.Text = reader.Bytes.Length <= MaxText ? Encoding.UTF8.GetString(reader.Bytes) : null; break;
            case (7, WireType.Fixed32): AddNumber(attribute, (uint)reader.Number); break;
            case (7, WireType.Bytes):
                for (var i = 0; i + sizeof(uint) <= reader.Bytes.Length; i += sizeof(uint))
                    AddNumber(attribute, BinaryPrimitives.ReadUInt32LittleEndian(reader.Bytes[i..]));
                break;
            case (8, WireType.Varint): AddInteger(attribute, (long)reader.Number); break;
            case (8, WireType.Bytes):
                attribute.Count += WireReader.CountPacked(reader.Bytes);
                WireReader.ReadPacked(reader.Bytes, attribute.Integers, AttributeInfo.MaxParts);
                break;
            case (21, WireType.Bytes): attribute.Reference = Names.Read(reader.Bytes); break;
        }
    }

    /// <summary>Refuses windows that reach further than any real one: a small number there makes a large output.</summary>
    public static void CheckReach(AttributeInfo attribute, string place)
    {
        var least = attribute.Name switch
        {
            "strides" or "dilations" or "kernel_shape" => 1,
            "pads" or "output_padding" => -MaxReach,
            _ => long.MinValue,
        };
        if (least == long.MinValue)
            return;
        foreach (var value in attribute.Integers)
        {
            if (value < least || value > MaxReach)
                throw new ModelRefusedException($"{place} has {value} among its {attribute.Name}; {least} to {MaxReach} are allowed");
        }
    }

    private static void AddInteger(AttributeInfo attribute, long value)
    {
        attribute.Count++;
        if (attribute.Integers.Count <= AttributeInfo.MaxParts)
            attribute.Integers.Add(value);
    }

    private static void AddNumber(AttributeInfo attribute, uint bits)
    {
        attribute.Count++;
        if (attribute.Numbers.Count <= AttributeInfo.MaxParts)
            attribute.Numbers.Add(BitConverter.UInt32BitsToSingle(bits));
    }
}
