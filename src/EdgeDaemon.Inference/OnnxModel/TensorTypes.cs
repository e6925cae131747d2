namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Element types by their number in the format (<c>TensorProto.DataType</c>).</summary>
internal static class TensorTypes
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
    public const int Float16 = 10;
    public const int Double = 11;

    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64", "uint32", "uint64",
        "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0",
    ];

    /// <summary>Name in messages.</summary>
    public static string NameOf(long type) => type >= 0 && type < Names.Length ? Names[type] : $"type {type}";

    /// <summary>Bits of an element; 0 for texts, which have no fixed size, and -1 for what we do not know.</summary>
    public static int BitsOf(long type) => type switch
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
}
