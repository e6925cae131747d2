using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>How many classes the shapes of a model's outputs have room for, by decoder.</summary>
internal static class LabelCount
{
    private const int NanodetBins = 32;

    /// <summary>Classes, a background included; null where the shapes do not say, or where the decoder does not fit them.</summary>
    public static int? Of(DecoderKind decoder, OnnxSummary summary, ImageInput input)
    {
        ImmutableArray<ImmutableArray<long>> shapes = [.. summary.Outputs.Select(o => o.RunShape)];
        var count = (decoder, shapes) switch
        {
            (DecoderKind.Classification, [var only]) => only.Where(d => d > 1).DefaultIfEmpty(1).Max(),
            (DecoderKind.Yolov5 or DecoderKind.Yolox, [[_, _, var columns]]) => columns - 5,
            (DecoderKind.Yolov8, [[_, var rows, _]]) => rows - 4,
            (DecoderKind.Fastestdet, [[_, var channels, _, _]]) => channels - 5,
            (DecoderKind.Centroid, [[_, var channels, _, _], ..]) => channels,
            (DecoderKind.SsdRaw, [[_, _, 4], [_, _, var columns]]) => columns,
            (DecoderKind.SsdRaw, [[_, _, var columns], [_, _, 4]]) => columns,
            (DecoderKind.Nanodet, _) => OfNanodet(shapes, input),
            (DecoderKind.Segmentation, [var only]) => OfMap(only, summary.Outputs[0].ElementType),
            (DecoderKind.Ultraface or DecoderKind.Yunet or DecoderKind.Embedding, _) => 1,
            _ => -1,
        };
        return count is > 0 and < int.MaxValue ? (int)count : null;
    }

    /// <summary>Of the two outputs of a stride one has the classes: the first, unless only it can be the distances.</summary>
    private static long OfNanodet(ImmutableArray<ImmutableArray<long>> shapes, ImageInput input)
    {
        var pair = shapes.Where(s => s.Length == 3 && s[1] == input.Cells(8)).Select(s => s[2]).ToList();
        return pair is [NanodetBins, not NanodetBins] ? pair[1] : pair is [var first, _] ? first : -1;
    }

    /// <summary>Class numbers can be any; a probability is one class; else there is a plane or a column per class.</summary>
    private static long OfMap(ImmutableArray<long> shape, string type) => (type is "int64" or "int32" or "uint8", shape) switch
    {
        (true, _) => -1,
        (_, [_, _, _]) or (_, [_, 1, _, _]) or (_, [_, _, _, 1]) => 1,
        (_, [_, var a, var b, var c]) => a < b && a < c ? a : c,
        _ => -1,
    };
}
