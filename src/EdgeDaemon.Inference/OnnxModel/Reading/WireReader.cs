namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>How a field is written.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>
/// Walks the fields of one Protocol Buffers message (protobuf.dev/programming-guides/encoding) without copying. Every length
/// is checked against what is left; the long-gone group types are refused, as they are the only way to nest without a length.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>How it is written.</summary>
    public WireType Type { get; private set; }

    /// <summary>Value of a varint or fixed field, as raw bits.</summary>
    public ulong Number { get; private set; }

    /// <summary>Content of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The field as it is written, number and length included.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="ModelRefusedException">The bytes are no message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var start = _rest;
        var tag = ReadVarint();
        if (tag >> 3 is 0 or > 0x1fffffff)
            throw Damaged("a field without a number");
        (Field, Type, Number) = ((int)(tag >> 3), (WireType)(tag & 7), 0);
        Bytes = default;
        switch (Type)
        {
            case WireType.Varint: Number = ReadVarint(); break;
            case WireType.Fixed64: Number = BitConverter.ToUInt64(Take(8)); break;
            case WireType.Fixed32: Number = BitConverter.ToUInt32(Take(4)); break;
            case WireType.Bytes: Bytes = Take(ReadVarint()); break;
            default: throw Damaged($"a field of the unknown kind {tag & 7}");
        }

        Raw = start[..^_rest.Length];
        return true;
    }

    /// <summary>Is the current field a length-delimited one with this number?</summary>
    public readonly bool IsBytes(int field) => Field == field && Type == WireType.Bytes;

    /// <summary>Is the current field a varint with this number?</summary>
    public readonly bool IsVarint(int field) => Field == field && Type == WireType.Varint;

    /// <summary>Reads the varints of a packed field.</summary>
    public static void ReadPacked(ReadOnlySpan<byte> packed, List<long> values, int max)
    {
        var reader = new WireReader(packed);
        while (!reader._rest.IsEmpty)
        {
            values.Add((long)reader.ReadVarint());
            if (values.Count > max)
                return;
        }
    }

    /// <summary>How many varints a packed field holds: each ends with a byte below 128.</summary>
    public static int CountPacked(ReadOnlySpan<byte> packed)
    {
        var count = 0;
        foreach (var b in packed)
            count += b < 0x80 ? 1 : 0;
        return count;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw Damaged($"a field of {length} bytes where {_rest.Length} are left");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return value;
        }

        throw Damaged("a number that does not end");
    }

    private static ModelRefusedException Damaged(string what) => new($"the file is no ONNX model, or it is damaged or cut off: {what}");
}
