using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// Which decoders the shapes of a model's outputs fit. The number of rows tells families apart that have the same columns: a
/// grid of strides 8, 16 and 32 has one row per cell where a family has no anchors, and three where it has.
/// </summary>
internal static class DecoderGuess
{
    // Exports with NMS inside have room for some hundred boxes; grids have thousands of cells.
    private const long MostEndToEndRows = 1000;
    private const int FastestdetStride = 16;

    /// <summary>Every decoder that fits; empty when none does.</summary>
    public static ImmutableArray<DecoderKind> For(OnnxSummary summary, ImageInput input)
    {
        var shapes = summary.Outputs.Select(output => output.Shape).ToImmutableArray();
        return shapes switch
        {
            [var only] => ForOne(only, summary.Outputs[0], input),
            [var first, var second] => ForTwo(first, second),
            { Length: 4 } when IsSsd(shapes) => [DecoderKind.Ssd],
            { Length: 6 } when IsPaired(shapes, input) => [DecoderKind.Nanodet],
            { Length: 12 } when shapes.Count(s => s is [_, _, 10]) == 3 => [DecoderKind.Yunet],
            _ => [],
        };
    }

    private static ImmutableArray<DecoderKind> ForOne(ImmutableArray<long> shape, OnnxValue output, ImageInput input)
    {
        var isClassMap = output.ElementType is "int64" or "int32" or "uint8";
        return shape switch
        {
            [_, _] or [_, _, 1, 1] => ForVector(shape[1], output.Name),
            [_, <= MostEndToEndRows and > 0, 6] => [DecoderKind.YoloE2e],
            [_, var rows, >= 6] when rows == input.Cells(8, 16, 32) => [DecoderKind.Yolox],
            [_, var rows, >= 6] when rows == 3 * input.Cells(8, 16, 32) => [DecoderKind.Yolov5],
            [_, >= 5, var columns] when columns == input.Cells(8, 16, 32) => [DecoderKind.Yolov8],
            [_, >= 6, var rows, var columns] when rows * FastestdetStride == input.Height && columns * FastestdetStride == input.Width
                => [DecoderKind.Fastestdet],
            [_, var rows, var columns] when isClassMap && rows > 1 && columns > 1 => [DecoderKind.Segmentation],
            [_, > 1, > 1, _] or [_, _, > 1, > 1] => [DecoderKind.Segmentation],
            _ => [],
        };
    }

    /// <summary>One number per class, or per feature: the shape is the same, at best the name of the output tells.</summary>
    private static ImmutableArray<DecoderKind> ForVector(long size, string name)
    {
        if (size <= 1)
            return [];
        if (name.Contains("embed", StringComparison.OrdinalIgnoreCase) || name.Contains("feature", StringComparison.OrdinalIgnoreCase))
            return [DecoderKind.Embedding];
        var namesClasses = (string[])["prob", "softmax", "logit", "class", "score"];
        return namesClasses.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? [DecoderKind.Classification]
            : [DecoderKind.Classification, DecoderKind.Embedding];
    }

    private static ImmutableArray<DecoderKind> ForTwo(ImmutableArray<long> first, ImmutableArray<long> second)
    {
        if (first is [_, _, _, _] && second is [_, 4, _, _] && first[2..].SequenceEqual(second[2..]))
            return [DecoderKind.Centroid];
        var (boxes, scores) = first is [_, _, 4] ? (first, second) : (second, first);
        if (boxes is not [_, var count, 4] || scores is not [_, _, >= 2] || scores[1] != count)
            return [];
        return scores[2] == 2 ? [DecoderKind.Ultraface, DecoderKind.SsdRaw] : [DecoderKind.SsdRaw];
    }

    private static bool IsSsd(ImmutableArray<ImmutableArray<long>> shapes) =>
        shapes.Count(s => s is [_, _, 4]) == 1 && shapes.Count(s => s is [_, _]) == 2 && shapes.Count(s => s is [_]) == 1;

    /// <summary>Per stride one output of classes and one of distances, with as many rows as the stride has cells.</summary>
    private static bool IsPaired(ImmutableArray<ImmutableArray<long>> shapes, ImageInput input) =>
        ((int[])[8, 16, 32]).All(stride => shapes.Count(s => s is [_, var rows, _] && rows == input.Cells(stride)) == 2);
}
