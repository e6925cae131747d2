using System.Globalization;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>Checks that a model's outputs are what a decoder reads, and says what they are when not.</summary>
internal static class OutputRules
{
    /// <summary>The only output.</summary>
    public static TensorSpec Single(ReadOnlySpan<TensorSpec> outputs, string expectation) =>
        outputs.Length == 1 ? outputs[0] : throw new DecoderMismatchException($"{Capital(expectation)}, got {Describe(outputs)}.");

    /// <summary>Elements of an output that is one row: every dimension but one is 1.</summary>
    public static int VectorLength(TensorSpec output)
    {
        var wide = output.Shape.Count(d => d != 1);
        return output.IsStatic && output.Shape.Length > 0 && wide <= 1 && output.ElementCount > 0
            ? (int)output.ElementCount
            : throw new DecoderMismatchException($"Output {output}: expected one row of scores such as [1, classes].");
    }

    /// <summary>The number of labels must be that of the classes.</summary>
    public static void CheckLabels(TensorSpec output, int classes, int labelCount, int labelOffset = 0)
    {
        if (classes == labelCount && classes > 0)
            return;
        var offset = labelOffset == 0 ? "" : $" after label offset {labelOffset}";
        throw new DecoderMismatchException(
            $"Output {output} has {classes} classes{offset}, the label file {labelCount} lines; they must be equal.");
    }

    /// <summary>Fails unless the shape is [1, …] with these dimensions (-1: any size above 0).</summary>
    public static void CheckShape(TensorSpec output, params ReadOnlySpan<int> expected)
    {
        if (!output.IsStatic || !Fits(output, expected))
            throw new DecoderMismatchException($"Output {output}: expected shape [{Join(expected)}].");
    }

    /// <summary>As <see cref="CheckShape"/>, but dimensions that may be of any size may be open too.</summary>
    public static void CheckOpenShape(TensorSpec output, params ReadOnlySpan<int> expected)
    {
        if (!Fits(output, expected))
            throw new DecoderMismatchException($"Output {output}: expected shape [{Join(expected)}].");
    }

    /// <summary>Has the output these dimensions (-1: any size but 0, or open)?</summary>
    public static bool Fits(TensorSpec output, params ReadOnlySpan<int> expected)
    {
        var fits = output.Shape.Length == expected.Length;
        for (var i = 0; fits && i < expected.Length; i++)
            fits = expected[i] < 0 ? output.Shape[i] != 0 : output.Shape[i] == expected[i];
        return fits;
    }

    /// <summary>Position of the first output of this shape; -1 when there is none.</summary>
    public static int Find(ReadOnlySpan<TensorSpec> outputs, params ReadOnlySpan<int> shape)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (Fits(outputs[i], shape))
                return i;
        }

        return -1;
    }

    /// <summary>All outputs in words, for messages.</summary>
    public static string Describe(ReadOnlySpan<TensorSpec> outputs) =>
        outputs.Length == 0 ? "none" : string.Join(", ", outputs.ToArray().Select(o => o.ToString()));

    private static string Join(ReadOnlySpan<int> shape) =>
        string.Join(',', shape.ToArray().Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
