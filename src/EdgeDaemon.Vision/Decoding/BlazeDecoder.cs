using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// MediaPipe's SSDs: boxes [1, N, 4 + key points] and the logit of a score each [1, N, 1], in one pair of outputs or in one per grid. Anchors have no size: centre =
/// offset + middle of the cell, size as it is, all in input pixels (<c>ssd_anchors_calculator</c> with <c>fixed_anchor_size</c>,
/// <c>tensors_to_detections_calculator</c>). Key points are not read.
/// </summary>
internal sealed class BlazeDecoder : IModelDecoder
{
    private const int BoxLength = 4;

    // Of the short-range face detector and the palm detector, the one for the back camera, the older palm detector, the full-range face detector.
    private static readonly ImmutableArray<ImmutableArray<(int Stride, int PerCell)>> Layouts =
        [[(8, 2), (16, 6)], [(16, 2), (32, 6)], [(8, 2), (16, 2), (32, 6)], [(4, 1)]];

    /// <summary>What is to be known of faces: six key points.</summary>
    public static readonly DecoderDescription OfFaces = Describe(DecoderKind.Blazeface, 6, "face", new(ColorOrder.Rgb, ResizeMode.LetterboxCenter, [127.5], [127.5], PadValue: 0));

    /// <summary>What is to be known of palms: seven.</summary>
    public static readonly DecoderDescription OfPalms = Describe(DecoderKind.PalmDetection, 7, "palm", new(ColorOrder.Rgb, ResizeMode.LetterboxCenter, [0], [255], PadValue: 0));

    private readonly ImmutableArray<Head> _heads;
    private readonly ImmutableArray<(float X, float Y)> _anchors;
    private readonly ScoreScale _scale;
    private readonly int _width;
    private readonly CandidateList _candidates;

    private BlazeDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount, int width)
    {
        var heads = ImmutableArray.CreateBuilder<Head>();
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!OutputRules.Fits(outputs[i], 1, -1, 1))
                continue;
            var boxes = OutputRules.Find(outputs, 1, outputs[i].Shape[1], width);
            OutputRules.CheckLabels(outputs[i], 1, labelCount);
            if (boxes >= 0)
                heads.Add(new Head(outputs[i].Shape[1], new OutputReader(outputs[i], i), OutputReader.OfCoordinates(outputs[boxes], boxes)));
        }

        // The finest grid, which has the most boxes, comes first.
        _heads = [.. heads.OrderByDescending(head => head.Boxes)];
        _anchors = AnchorsOf(_heads.Sum(head => head.Boxes), inputWidth, inputHeight);
        if (heads.Count * 2 != outputs.Length || _anchors.IsEmpty)
        {
            throw new DecoderMismatchException(
                $"Expected boxes [1, N, {width}] and scores [1, N, 1], N that of MediaPipe's anchors of {inputWidth}x{inputHeight} pixels, got {OutputRules.Describe(outputs)}.");
        }

        (_scale, _width, _candidates) = (new ScoreScale(spec), width, new CandidateList(spec));
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        _candidates.Clear();
        var source = 0;
        foreach (var head in _heads)
        {
            var scores = head.Scores.Read(outputs);
            var boxes = head.Offsets.Read(outputs);
            for (var i = 0; i < scores.Length; i++, source++)
            {
                var score = _scale.ToProbability(scores[i]);
                if (!(score >= _candidates.Floor))
                    continue;
                var box = boxes.Slice(i * _width, BoxLength);
                _candidates.AddCentred(box[0] + _anchors[source].X, box[1] + _anchors[source].Y, box[2], box[3], label: 0, score, source);
            }
        }

        _candidates.Suppress(transform, result);
    }

    private static DecoderDescription Describe(DecoderKind kind, int points, string label, InputHabits habits)
    {
        var width = BoxLength + (2 * points);
        return new()
        {
            Kind = kind,
            Task = DecoderTask.Detection,
            Adjust = spec => spec with { Logits = true, IouThreshold = 0.3f },
            Read = (reader, spec) => SharedParameters.Suppression(reader, spec) with { Logits = reader.Flag("logits", spec.Logits) },
            Habits = _ => habits,
            Fits = model => model.Outputs.Length is 2 or 4
                && model.Outputs.Count(o => o.Shape is [1, _, 1]) * 2 == model.Outputs.Length && model.Outputs.Count(o => o.Shape is [1, _, var columns] && columns == width) * 2 == model.Outputs.Length,
            Readings = _ => [new(0), new(1, ("decoder.logits", "false"))],
            CountClasses = _ => 1,
            OwnLabels = [label],
            Create = (spec, outputs, inputWidth, inputHeight, labels) => new BlazeDecoder(spec, outputs, inputWidth, inputHeight, labels, width),
        };
    }

    /// <summary>Middles of the cells in pixels, in the order of the boxes; none where no layout has so many.</summary>
    private static ImmutableArray<(float X, float Y)> AnchorsOf(int count, int width, int height)
    {
        var anchors = ImmutableArray.CreateBuilder<(float, float)>();
        var layout = Layouts.FirstOrDefault(grids => grids.Sum(grid => grid.PerCell * Cells(width, grid.Stride) * Cells(height, grid.Stride)) == count, []);
        foreach (var (stride, perCell) in layout)
        {
            var (columns, rows) = (Cells(width, stride), Cells(height, stride));
            for (var i = 0; i < perCell * columns * rows; i++)
                anchors.Add((((i / perCell % columns) + 0.5f) * width / columns, ((i / perCell / columns) + 0.5f) * height / rows));
        }

        return anchors.ToImmutable();

        static int Cells(int side, int stride) => (side + stride - 1) / stride;
    }

    private readonly record struct Head(int Boxes, OutputReader Scores, OutputReader Offsets);
}
