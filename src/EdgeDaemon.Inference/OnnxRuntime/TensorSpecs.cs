using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxRuntime.Interop;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.OnnxRuntime;

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
    public static TensorSpec Input(string model, OrtValueInfo info, InputSpec? image)
    {
        var declared = Convert(model, "input", info);
        if (declared.ElementType is TensorElementType.Int32 or TensorElementType.Int64)
            throw Unsupported(model, "input", info);
        return RequireBounded(model, "input", image is null ? WithBatchOfOne(model, declared) : AsImage(model, declared, image));
    }

    /// <summary>
    /// An output; its open dimensions stay open unless an input has settled a dimension of the same name, or they follow from
    /// the inputs' sizes, as the number of boxes of a detector that was exported for any size does.
    /// </summary>
    /// <param name="model">Model's name, for messages.</param>
    /// <param name="info">What the model declares.</param>
    /// <param name="settled">Dimensions by name, from <see cref="Settled"/>.</param>
    /// <param name="found">Its dimensions in a run, -1 where they do not follow; empty where nothing is known.</param>
    public static TensorSpec Output(string model, OrtValueInfo info, IReadOnlyDictionary<string, int> settled, ReadOnlySpan<long> found)
    {
        var declared = Convert(model, "output", info);
        var shape = new int[declared.Shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = declared.Shape[i] < 0 ? settled.GetValueOrDefault(info.Symbols[i], -1) : declared.Shape[i];
            if (shape[i] < 0 && found.Length == shape.Length && found[i] is > 0 and <= int.MaxValue)
                shape[i] = (int)found[i];
        }

        return RequireBounded(model, "output", declared with { Shape = [.. shape] });
    }

    /// <summary>What became of the named open dimensions of the inputs, such as <c>batch</c>: 1.</summary>
    /// <param name="declared">What the model declares.</param>
    /// <param name="made">The same inputs with every dimension known.</param>
    public static IReadOnlyDictionary<string, int> Settled(ImmutableArray<OrtValueInfo> declared, ImmutableArray<TensorSpec> made)
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
        TensorElementType.Float32 => OnnxElementType.FLOAT,
        TensorElementType.Float16 => OnnxElementType.FLOAT16,
        TensorElementType.UInt8 => OnnxElementType.UINT8,
        TensorElementType.Int8 => OnnxElementType.INT8,
        TensorElementType.Int64 => OnnxElementType.INT64,
        TensorElementType.Int32 => OnnxElementType.INT32,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static TensorElementType? TypeOf(OnnxElementType type) => type switch
    {
        OnnxElementType.FLOAT => TensorElementType.Float32,
        OnnxElementType.FLOAT16 => TensorElementType.Float16,
        OnnxElementType.UINT8 => TensorElementType.UInt8,
        OnnxElementType.INT8 => TensorElementType.Int8,
        OnnxElementType.INT64 => TensorElementType.Int64,
        OnnxElementType.INT32 => TensorElementType.Int32,
        _ => null,
    };

    private static TensorSpec Convert(string model, string role, OrtValueInfo info)
    {
        if (TypeOf(info.Type) is not { } type)
            throw Unsupported(model, role, info);
        if (info.Shape.Length > MaxRank)
            throw new InferenceException($"Model '{model}': {role} '{info.Name}' has {info.Shape.Length} dimensions; at most {MaxRank} are supported.");
        var shape = ImmutableArray.CreateBuilder<int>(info.Shape.Length);
        foreach (var dimension in info.Shape)
        {
            if (dimension > int.MaxValue)
                throw new InferenceException($"Model '{model}': {role} '{info.Name}' has a dimension of {dimension}; at most {int.MaxValue} is supported.");
            shape.Add(dimension < 0 ? -1 : (int)dimension);
        }

        return new TensorSpec(info.Name, type, shape.MoveToImmutable());
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

    private static InferenceException Unsupported(string model, string role, OrtValueInfo info)
    {
        var found = info.Type == OnnxElementType.UNDEFINED ? "is not a tensor" : $"is made of {info.Type} elements";
        var expected = role == "input" ? "float32, float16, uint8 or int8" : "float32, float16, uint8, int8, int32 or int64";
        return new InferenceException($"Model '{model}': {role} '{info.Name}' {found}; expected {expected}.");
    }
}
