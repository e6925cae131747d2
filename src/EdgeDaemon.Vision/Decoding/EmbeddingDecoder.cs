using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// A feature vector [1, D], scaled to length 1, so that the cosine of two frames is the sum of the products of their
/// elements. Elements that are not finite count as 0; a vector of zeros stays one. Labels have no meaning here.
/// </summary>
internal sealed class EmbeddingDecoder : IModelDecoder
{
    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Embedding,
        Task = DecoderTask.Embedding,
        Read = SharedParameters.None,
        Habits = InputHabits.OfWholeFrames,
        Fits = model => model.Vector is { } output && (IsNamedSo(output) || !ClassificationDecoder.IsMadeSo(output)),
        CountClasses = _ => 1,

        // They mean nothing, but a bundle has some.
        OwnLabels = ["features"],
        Create = (_, outputs, _, _, _) => new EmbeddingDecoder(outputs),
    };

    private readonly OutputReader _vector;
    private readonly int _dimensions;

    public EmbeddingDecoder(ReadOnlySpan<TensorSpec> outputs)
    {
        var output = OutputRules.Single(outputs, "embedding expects one output [1, dimensions]");
        _dimensions = OutputRules.VectorLength(output);
        _vector = OutputReader.OfCoordinates(output, index: 0);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var vector = _vector.Read(outputs);

        // In double precision the square of no float overflows.
        var squares = 0.0;
        foreach (var value in vector)
            squares += float.IsFinite(value) ? (double)value * value : 0;
        var norm = Math.Sqrt(squares);
        var unit = result.SetEmbedding(_dimensions, (float)Math.Min(norm, float.MaxValue));
        for (var i = 0; i < unit.Length; i++)
            unit[i] = norm > 0 && float.IsFinite(vector[i]) ? (float)(vector[i] / norm) : 0;
    }

    /// <summary>Does the name say that these are features? They have the shape of scores of classes.</summary>
    internal static bool IsNamedSo(OutputShape output) => output.IsNamed("embed", "feature");
}
