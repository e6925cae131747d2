using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;
using Microsoft.ML.OnnxRuntime;
using OnnxElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>What a model declares of an input or output.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type; null for what is no tensor.</param>
/// <param name="Shape">Dimensions; -1 where open.</param>
/// <param name="Symbols">A name per dimension, empty where it has none; open dimensions of one name are equal.</param>
internal sealed record OnnxValueInfo(string Name, OnnxElementType? Type, ImmutableArray<int> Shape, ImmutableArray<string> Symbols)
{
    /// <summary>All of them in the model's order, without inputs that have a default.</summary>
    public static ImmutableArray<OnnxValueInfo> Of(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> declared) =>
        [.. names.Select(name => Of(name, declared[name]))];

    private static OnnxValueInfo Of(string name, NodeMetadata declared) => declared.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
        ? new OnnxValueInfo(name, declared.ElementDataType, [.. declared.Dimensions], [.. declared.SymbolicDimensions])
        : new OnnxValueInfo(name, null, [], []);
}

/// <summary>From what a model declares to the tensors we make for it, or an <see cref="InferenceException"/> that says why not.</summary>
internal static class TensorSpecs
{
    /// <summary>Largest single tensor; far above any camera model, far below a small device's memory.</summary>
    public const long MaxBytes = 256L << 20;

    /// <summary>Most dimensions of a tensor.</summary>
    public const int MaxRank = 8;

    /// <summary>
    /// An input, with every dimension known: an image takes the manifest's size; elsewhere only the first dimension, the
    /// batch, may be open, and is 1.
    /// </summary>
    /// <param name="model">Model's name, for messages.</param>
    /// <param name="info">What the model declares.</param>
    /// <param name="image">What the manifest says of this input, if it is the image.</param>
    /// <param name="isSize">Is it one that only says how large the image is?</param>
    public static TensorSpec Input(string model, OnnxValueInfo info, InputSpec? image, bool isSize = false)
    {
        var declared = Convert(model, "input", info);
        if (isSize)
            return SizeInputs.SpecOf(model, declared);
        if (declared.ElementType is TensorElementType.Int32 or TensorElementType.Int64)
            throw Unsupported(model, "input", info);
        return RequireBounded(model, "input", image is null ? WithBatchOfOne(model, declared) : AsImage(model, declared, image));
    }

    /// <summary>An output; its open dimensions stay open unless an input has settled a dimension of the same name.</summary>
    /// <param name="model">Model's name, for messages.</param>
    /// <param name="info">What the model declares.</param>
    /// <param name="settled">Dimensions by name, from <see cref="Settled"/>.</param>
    public static TensorSpec Output(string model, OnnxValueInfo info, IReadOnlyDictionary<string, int> settled)
    {
        var declared = Convert(model, "output", info);
        return RequireBounded(model, "output", declared with
        {
            Shape = [.. declared.Shape.Zip(info.Symbols, (size, symbol) => size < 0 ? settled.GetValueOrDefault(symbol, -1) : size)],
        });
    }

    /// <summary>What became of the named open dimensions of the inputs, such as <c>batch</c>: 1.</summary>
    /// <param name="declared">What the model declares.</param>
    /// <param name="made">The same inputs with every dimension known.</param>
    public static IReadOnlyDictionary<string, int> Settled(ImmutableArray<OnnxValueInfo> declared, ImmutableArray<TensorSpec> made)
    {
        var settled = new Dictionary<string, int>();
        foreach (var (info, spec) in declared.Zip(made))
        {
            foreach (var (symbol, size) in info.Symbols.Zip(spec.Shape))
            {
                // Two inputs that disagree settle nothing; ONNX Runtime says so when it runs.
                if (symbol.Length > 0 && !settled.TryAdd(symbol, size) && settled[symbol] != size)
                    settled[symbol] = -1;
            }
        }

        return settled;
    }

    /// <summary>Our type as ONNX Runtime names it.</summary>
    public static OnnxElementType TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float32 => OnnxElementType.Float,
        TensorElementType.Float16 => OnnxElementType.Float16,
        TensorElementType.UInt8 => OnnxElementType.UInt8,
        TensorElementType.Int8 => OnnxElementType.Int8,
        TensorElementType.Int64 => OnnxElementType.Int64,
        TensorElementType.Int32 => OnnxElementType.Int32,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static TensorElementType? TypeOf(OnnxElementType? type) => type switch
    {
        OnnxElementType.Float => TensorElementType.Float32,
        OnnxElementType.Float16 => TensorElementType.Float16,
        OnnxElementType.UInt8 => TensorElementType.UInt8,
        OnnxElementType.Int8 => TensorElementType.Int8,
        OnnxElementType.Int64 => TensorElementType.Int64,
        OnnxElementType.Int32 => TensorElementType.Int32,
        _ => null,
    };

    private static TensorSpec Convert(string model, string role, OnnxValueInfo info)
    {
        if (TypeOf(info.Type) is not { } type)
            throw Unsupported(model, role, info);
        if (info.Shape.Length > MaxRank)
            throw new InferenceException($"Model '{model}': {role} '{info.Name}' has {info.Shape.Length} dimensions; at most {MaxRank} are supported.");
        return new TensorSpec(info.Name, type, [.. info.Shape.Select(dimension => Math.Max(dimension, -1))]);
    }

    private static TensorSpec WithBatchOfOne(string model, TensorSpec declared)
    {
        var shape = declared.Shape is [-1, ..] ? declared.Shape.SetItem(0, 1) : declared.Shape;
        if (shape.Contains(-1))
            throw new InferenceException($"Model '{model}': input {declared} leaves dimensions open; state width and height in its manifest.");
        return declared with { Shape = shape };
    }

    private static TensorSpec AsImage(string model, TensorSpec declared, InputSpec image)
    {
        var (channels, height, width) = (image.Channels, image.Height, image.Width);
        ImmutableArray<int> shape = image.Layout == TensorLayout.Nchw ? [1, channels, height, width] : [1, height, width, channels];
        var expected = declared with { ElementType = image.ElementType, Shape = shape };
        var fits = declared.ElementType == expected.ElementType && declared.Shape.Length == shape.Length
            && declared.Shape.Zip(shape).All(pair => pair.First == -1 || pair.First == pair.Second);
        return fits
            ? expected
            : throw new InferenceException($"Model '{model}': its manifest expects the input {expected}, but the model has {declared}.");
    }

    private static TensorSpec RequireBounded(string model, string role, TensorSpec spec)
    {
        // As double: the product of eight dimensions may be far beyond 64 bits.
        var bytes = spec.Shape.Aggregate((double)TensorSpec.SizeOf(spec.ElementType), (product, d) => product * (d < 0 ? 1 : d));
        if (bytes > MaxBytes)
            throw new InferenceException($"Model '{model}': {role} {spec} is larger than {MaxBytes >> 20} MiB.");
        return spec;
    }

    private static InferenceException Unsupported(string model, string role, OnnxValueInfo info)
    {
        var found = info.Type is { } type ? $"is made of {type.ToString().ToUpperInvariant()} elements" : "is not a tensor";
        var expected = role == "input" ? "float32, float16, uint8 or int8" : "float32, float16, uint8, int8, int32 or int64";
        return new InferenceException($"Model '{model}': {role} '{info.Name}' {found}; expected {expected}.");
    }
}
