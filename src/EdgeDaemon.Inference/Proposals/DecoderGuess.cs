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
        var shapes = summary.Outputs.Select(output => output.RunShape).ToImmutableArray();
        return shapes switch
        {
            [[_, _] or [_, _, 1, 1]] => ForVector(summary.Outputs[0]),
            [[_, _, _]] => ForRows(shapes[0], summary.Outputs[0].ElementType, input),
            [[_, _, _, _]] => ForMap(shapes[0], input),
            [var first, var second] => ForTwo(first, second, input),
            { Length: 4 } when IsSsd(shapes) => [DecoderKind.Ssd],
            { Length: 6 } when IsPaired(shapes, input) => [DecoderKind.Nanodet],
            { Length: 12 } when shapes.Count(s => s is [_, _, 10]) == 3 => [DecoderKind.Yunet],
            _ => [],
        };
    }

    /// <summary>One number per class, or per feature: the shape is the same; at best the name or the last operator tells.</summary>
    private static ImmutableArray<DecoderKind> ForVector(OnnxValue output)
    {
        if (output.RunShape[1] <= 1)
            return [];
        if (Names(output, "embed", "feature"))
            return [DecoderKind.Embedding];
        return output.MadeBy is "Softmax" or "LogSoftmax" || Names(output, "prob", "softmax", "logit", "class", "score")
            ? [DecoderKind.Classification]
            : [DecoderKind.Classification, DecoderKind.Embedding];
    }

    private static ImmutableArray<DecoderKind> ForRows(ImmutableArray<long> shape, string elementType, ImageInput input)
    {
        var (rows, columns) = (shape[1], shape[2]);
        if (elementType is "int64" or "int32" or "uint8")
            return rows > 1 && columns > 1 ? [DecoderKind.Segmentation] : [];
        var fitting = ImmutableArray.CreateBuilder<DecoderKind>();
        if (rows is <= MostEndToEndRows and > 0 && columns == 6)
            fitting.Add(DecoderKind.YoloE2e);
        if (columns >= 6 && rows == input.Cells(8, 16, 32))
            fitting.Add(DecoderKind.Yolox);
        if (columns >= 6 && AreCells(rows, input, 3))
            fitting.Add(DecoderKind.Yolov5);
        if (rows >= 5 && AreCells(columns, input, 1))
            fitting.Add(DecoderKind.Yolov8);
        if (fitting.Count == 0 && rows * input.Width == columns * input.Height && rows > 1)
            fitting.Add(DecoderKind.Segmentation);
        return fitting.ToImmutable();
    }

    /// <summary>Is it so many per cell of the usual grids, or of those with a finer or a coarser one beside them?</summary>
    private static bool AreCells(long count, ImageInput input, int perCell) =>
        count == perCell * input.Cells(8, 16, 32) || count == perCell * input.Cells(4, 8, 16, 32) || count == perCell * input.Cells(8, 16, 32, 64);

    /// <summary>Planes of scores: of a detector whose planes are coarse, or of a segmentation.</summary>
    private static ImmutableArray<DecoderKind> ForMap(ImmutableArray<long> shape, ImageInput input)
    {
        var fitting = ImmutableArray.CreateBuilder<DecoderKind>();
        if (shape[1] >= 6 && IsGrid(shape, input, FastestdetStride))
            fitting.Add(DecoderKind.Fastestdet);
        if (shape is [_, > 1, > 1, _] or [_, _, > 1, > 1])
            fitting.Add(DecoderKind.Segmentation);
        if (IsGrid(shape, input, 4) || IsGrid(shape, input, 8) || IsGrid(shape, input, 16))
            fitting.Add(DecoderKind.Centroid);
        return fitting.ToImmutable();
    }

    private static bool IsGrid(ImmutableArray<long> shape, ImageInput input, int stride) =>
        shape[2] * stride == input.Height && shape[3] * stride == input.Width;

    private static ImmutableArray<DecoderKind> ForTwo(ImmutableArray<long> first, ImmutableArray<long> second, ImageInput input)
    {
        if (first is [_, _, _, _] && second is [_, 4, _, _] && first[2..].SequenceEqual(second[2..]))
            return [DecoderKind.Centroid];
        var (boxes, scores) = first is [_, _, 4] ? (first, second) : (second, first);
        if (boxes is not [_, var count, 4] || scores is not [_, _, >= 2] || scores[1] != count)
            return [];
        if (scores[2] != 2 || (count == input.SsdBoxes && count != input.UltrafaceBoxes))
            return [DecoderKind.SsdRaw];
        return count == input.UltrafaceBoxes ? [DecoderKind.Ultraface] : [DecoderKind.Ultraface, DecoderKind.SsdRaw];
    }

    private static bool IsSsd(ImmutableArray<ImmutableArray<long>> shapes) =>
        shapes.Count(s => s is [_, _, 4]) == 1 && shapes.Count(s => s is [_, _]) == 2 && shapes.Count(s => s is [_]) == 1;

    /// <summary>Per stride one output of classes and one of distances, with as many rows as the stride has cells.</summary>
    private static bool IsPaired(ImmutableArray<ImmutableArray<long>> shapes, ImageInput input) =>
        ((int[])[8, 16, 32]).All(stride => shapes.Count(s => s is [_, var rows, _] && rows == input.Cells(stride)) == 2);

    private static bool Names(OnnxValue output, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (output.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
