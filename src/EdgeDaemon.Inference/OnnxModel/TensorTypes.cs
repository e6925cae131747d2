using EdgeDaemon.Inference.OnnxModel.Growth;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Element types by their number in the format (<c>TensorProto.DataType</c>).</summary>
internal static class TensorTypes
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Text = 8;
    public const int Bool = 9;
    public const int Float16 = 10;
    public const int Double = 11;

    /// <summary>What a double holds without rounding; beyond it we do not follow integers, which wrap around somewhat later.</summary>
    private const double MaxExact = 1L << 53;
    private const double MaxInt64 = long.MaxValue;

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

    /// <summary>Bytes that an element takes in memory; a text takes its handle.</summary>
    public static double BytesOf(long type) => BitsOf(type) switch { 0 => 32, < 0 => 16, var bits => bits / 8d };

    /// <summary>Is it made of integers or booleans?</summary>
    public static bool IsInteger(long type) => type is (>= 2 and <= 7) or 9 or 12 or 13 or 21 or 22;

    /// <summary>A number that stands in the file. Exporters write the largest there is for "to the end".</summary>
    public static Interval Literal(double value) => value switch
    {
        > MaxExact => new(MaxExact, Math.Max(value, MaxInt64)),
        < -MaxExact => new(Math.Min(value, -MaxInt64), -MaxExact),
        _ => Interval.Exactly(value),
    };

    /// <summary>A result as an element of the type holds it: rounded, or anything the type can hold where it wraps around.</summary>
    public static Interval Fit(Interval value, long type)
    {
        if (type == Float)
            return value.Map(v => (float)v);
        if (type == Double)
            return value;
        if (!IsInteger(type))
            return Interval.Everything;
        var range = RangeOf(type);
        return value.Low >= Math.Max(range.Low, -MaxExact) && value.High <= Math.Min(range.High, MaxExact) ? value : range;
    }

    private static Interval RangeOf(long type) => type switch
    {
        UInt8 => new(0, byte.MaxValue),
        Int8 => new(sbyte.MinValue, sbyte.MaxValue),
        4 => new(0, ushort.MaxValue),
        5 => new(short.MinValue, short.MaxValue),
        Int32 => new(int.MinValue, int.MaxValue),
        12 => new(0, uint.MaxValue),
        Bool => new(0, 1),
        21 => new(0, 15),
        22 => new(-8, 7),
        _ => new(-MaxInt64, 2 * MaxInt64),
    };
}
