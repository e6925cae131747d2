using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Tensors;

/// <summary>Name, element type and shape of a model's input or output.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="ElementType">Type of one element.</param>
/// <param name="Shape">Dimensions, outermost first; -1 where the model leaves it open.</param>
public sealed record TensorSpec(string Name, TensorElementType ElementType, ImmutableArray<int> Shape)
{
    /// <summary>Are all dimensions known?</summary>
    public bool IsStatic => Shape.All(d => d >= 0);

    /// <summary>Number of elements; open dimensions count as 1.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, d) => checked(product * Math.Max(d, d < 0 ? 1 : 0)));

    /// <summary>E.g. <c>'image' float32[1,3,160,160]</c>, for messages.</summary>
    public override string ToString() => $"'{Name}' {NameOf(ElementType)}[{string.Join(',', Shape.Select(d => d < 0 ? "?" : d.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";

    /// <summary>The name used in manifests and messages.</summary>
    public static string NameOf(TensorElementType type) => type switch
    {
        TensorElementType.Float32 => "float32",
        TensorElementType.Float16 => "float16",
        TensorElementType.UInt8 => "uint8",
        TensorElementType.Int8 => "int8",
        TensorElementType.Int64 => "int64",
        TensorElementType.Int32 => "int32",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>Bytes per element.</summary>
    public static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float32 or TensorElementType.Int32 => 4,
        TensorElementType.Float16 => 2,
        TensorElementType.UInt8 or TensorElementType.Int8 => 1,
        TensorElementType.Int64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
