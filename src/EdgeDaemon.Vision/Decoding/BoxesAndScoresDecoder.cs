using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Two outputs: boxes [1, N, 4] and their scores [1, N, K], where K is the classes before the label offset (a background), the labels,
/// and what is not read (<see cref="DecoderSpec.Extra"/>: DETR's "no object", over which its softmax goes too). Among more outputs those that are named
/// <c>boxes</c> and <c>logits</c> are read. YOLO-NAS (<c>pred_bboxes</c>, <c>pred_scores</c>) gives
/// corners in pixels, the DETR family (<c>pred_boxes</c>, <c>logits</c>) centre and size as parts of the input. UltraFace gives
/// corners as parts of the input, or, exported without post-processing, offsets from its anchors (Linzaer's <c>vision/ssd/config/fd_config.py</c>).
/// </summary>
internal sealed class BoxesAndScoresDecoder : IModelDecoder
{
    private const int BoxLength = 4;
    private const float CentreVariance = 0.1f;
    private const float SizeVariance = 0.2f;

    private static readonly (string, string) Softmax = ("decoder.softmax", "true");
    private static readonly (string, string) Offset = ("decoder.label_offset", "1");

    // Sides of UltraFace's anchors, in pixels, per stride.
    private static readonly (int Stride, float[] Sides)[] Anchors = [(8, [10, 16, 24]), (16, [32, 48]), (32, [64, 96]), (64, [128, 192, 256])];

    /// <summary>What is to be known of UltraFace.</summary>
    public static readonly DecoderDescription OfUltraface = new()
    {
        Kind = DecoderKind.Ultraface,
        Task = DecoderTask.Detection,
        Adjust = spec => spec with { Boxes = BoxUnits.Relative, BoxForm = BoxForm.Corners, LabelOffset = 1 },
        Read = ReadParameters,
        Habits = _ => new(ColorOrder.Rgb, ResizeMode.Stretch, [127], [128]),
        Fits = model => model.BoxesAndScores is (var boxes, >= 2 and var classes)
            && (boxes == CountAnchors(model) || (classes == 2 && boxes != SsdRawDecoder.CountBoxes(model))),
        Readings = model => model.BoxesAndScores is (var boxes, _) && boxes == CountAnchors(model)
            ? [new(0), new(1, ("decoder.boxes", "offsets"))] : [new(0)],
        CountClasses = model => model.BoxesAndScores is (_, var classes) ? classes - 1 : -1,
        OwnLabels = ["face"],
        Create = (spec, outputs, width, height, labels) => new BoxesAndScoresDecoder(spec, outputs, width, height, labels),
    };

    /// <summary>What is to be known of the others.</summary>
    public static readonly DecoderDescription General = new()
    {
        Kind = DecoderKind.BoxesScores,
        Task = DecoderTask.Detection,
        Adjust = spec => spec with { BoxForm = BoxForm.Corners },
        Read = ReadParameters,
        Habits = InputHabits.OfUltralytics,
        Fits = model => model.BoxesAndScores is not null,
        Readings = ReadingsOf,
        CountClasses = model => model.BoxesAndScores is (_, var classes) ? classes : -1,
        Create = (spec, outputs, width, height, labels) => new BoxesAndScoresDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _scores;
    private readonly OutputReader _boxes;
    private readonly BoxReader _reader;
    private readonly ScoreScale _scale;
    private readonly ImmutableArray<SsdAnchor> _anchors = [];
    private readonly int _offset;
    private readonly int _labels;
    private readonly int _width;
    private readonly float _inputWidth;
    private readonly float _inputHeight;
    private readonly CandidateList _candidates;

    private BoxesAndScoresDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        (_offset, _labels, _width) = (spec.LabelOffset, labelCount, spec.LabelOffset + labelCount + spec.Extra);
        var scores = OutputRules.Find(outputs, 1, -1, _width);
        var boxes = OutputRules.Find(outputs, 1, -1, BoxLength);

        // With four scores both have one shape; the names tell then.
        if (boxes == scores && outputs.Length == 2)
            (boxes, scores) = outputs[0].Name.Contains("score", StringComparison.OrdinalIgnoreCase) || outputs[0].Name.Contains("logit", StringComparison.OrdinalIgnoreCase) ? (1, 0) : (0, 1);
        if (outputs.Length > 2)
            (boxes, scores) = (Find(outputs, "box", BoxLength), Find(outputs, "logit", _width));
        if (outputs.Length < 2 || scores < 0 || boxes < 0)
        {
            throw new DecoderMismatchException(
                $"Expected outputs [1, N, 4], boxes, and [1, N, {_width}], scores of {labelCount} labels with {spec.LabelOffset} before and {spec.Extra} behind them, got {OutputRules.Describe(outputs)}.");
        }

        OutputRules.CheckShape(outputs[boxes], 1, -1, BoxLength);
        OutputRules.CheckShape(outputs[scores], 1, outputs[boxes].Shape[1], _width);
        _scores = new OutputReader(outputs[scores], scores);
        _boxes = OutputReader.OfCoordinates(outputs[boxes], boxes);
        _scale = new ScoreScale(spec);
        (_inputWidth, _inputHeight) = (inputWidth, inputHeight);
        _candidates = new CandidateList(spec);
        if (spec is { Kind: DecoderKind.Ultraface, Boxes: BoxUnits.Offsets })
            _anchors = MakeAnchors(inputWidth, inputHeight, outputs[boxes]);
        else
            _reader = new BoxReader(spec, inputWidth, inputHeight);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var scores = _scores.Read(outputs);
        var boxes = _boxes.Read(outputs);
        _candidates.Clear();
        for (var i = 0; i < scores.Length / _width; i++)
        {
            var (label, score) = _scale.Best(scores.Slice(i * _width, _width), _offset, _labels);
            if (score >= _candidates.Floor)
                Add(boxes.Slice(i * BoxLength, BoxLength), label, score, i);
        }

        _candidates.Suppress(transform, result);
    }

    /// <summary>Boxes that UltraFace starts from: two or three per cell of its four grids.</summary>
    internal static long CountAnchors(ModelShape model) => Anchors.Sum(grid => grid.Sides.Length * model.Cells(grid.Stride));

    private void Add(ReadOnlySpan<float> box, int label, float score, int source)
    {
        if (_anchors.IsEmpty)
        {
            _reader.Add(_candidates, box, label, score, source);
            return;
        }

        var anchor = _anchors[source];
        _candidates.AddCentred(
            ((box[0] * CentreVariance * anchor.Width) + anchor.X) * _inputWidth, ((box[1] * CentreVariance * anchor.Height) + anchor.Y) * _inputHeight,
            MathF.Exp(box[2] * SizeVariance) * anchor.Width * _inputWidth, MathF.Exp(box[3] * SizeVariance) * anchor.Height * _inputHeight,
            label, score, source);
    }

    private static ImmutableArray<SsdAnchor> MakeAnchors(int inputWidth, int inputHeight, TensorSpec boxes)
    {
        var anchors = ImmutableArray.CreateBuilder<SsdAnchor>();
        foreach (var (stride, sides) in Anchors)
        {
            var (columns, rows) = ((inputWidth + stride - 1) / stride, (inputHeight + stride - 1) / stride);
            for (var cell = 0; cell < rows * columns; cell++)
            {
                var (x, y) = (((cell % columns) + 0.5f) * stride / inputWidth, ((cell / columns) + 0.5f) * stride / inputHeight);
                anchors.AddRange(sides.Select(side => new SsdAnchor(Math.Clamp(x, 0, 1), Math.Clamp(y, 0, 1), MathF.Min(side / inputWidth, 1), MathF.Min(side / inputHeight, 1))));
            }
        }

        OutputRules.CheckShape(boxes, 1, anchors.Count, BoxLength);
        return anchors.ToImmutable();
    }

    private static DecoderSpec ReadParameters(IParameterReader reader, DecoderSpec spec) =>
        SharedParameters.LabelOffset(reader, SharedParameters.Boxes(reader, SharedParameters.Suppression(reader, spec))) with
        {
            Logits = reader.Flag("logits", spec.Logits),
            Softmax = reader.Flag("softmax", spec.Softmax),
            Extra = reader.Integer("extra", 0, 4096, spec.Extra),
        };

    private static int Find(ReadOnlySpan<TensorSpec> outputs, string word, int width)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Name.Contains(word, StringComparison.OrdinalIgnoreCase) && OutputRules.Fits(outputs[i], 1, -1, width))
                return i;
        }

        return -1;
    }

    /// <summary>A box per cell has its corners in pixels; a box per query centre and size, in parts of the picture, as its makers have it.</summary>
    private static IEnumerable<DecoderReading> ReadingsOf(ModelShape model)
    {
        (string, string) centre = ("decoder.box_form", "centre"), relative = ("decoder.boxes", "relative"), logits = ("decoder.logits", "true");
        var (boxes, classes) = model.BoxesAndScores!.Value;
        if (model.AreCells(boxes, perCell: 1))
            return [new(0), new(1, relative), new(1, logits), new(1, relative, logits), new(2, centre), new(2, centre, relative), new(2, centre, logits), new(2, centre, relative, logits)];
        return
        [
            .. from score in (DecoderReading[])[new(0), new(0, logits), .. WithNothing(classes, model.Labels)]
               from box in IsBackground(score) ? [new(1, relative), new(1), new(3, centre, relative)] : (DecoderReading[])[new(1, centre, relative), new(3), new(3, relative)]
               select new DecoderReading(box.Rank + score.Rank, [.. box.Values, .. score.Values])
               {
                   Habits = !box.Values.Contains(centre) ? null : score.Values.Contains(Softmax) ? InputHabits.OfWholeFrames(TensorLayout.Nchw) with { Resize = ResizeMode.Stretch } : SharedReadings.Stretched,
               },
        ];
    }

    /// <summary>SSDs have a background in front, and corners.</summary>
    private static bool IsBackground(DecoderReading score) => score.Values.Contains(Offset) && !score.Values.Any(value => value.Key is "decoder.extra" or "decoder.logits");

    /// <summary>Scores with one more than the labels, behind or in front, for "nothing", or for a class 0 that data sets numbered from 1 do not have; or with both.</summary>
    private static ImmutableArray<DecoderReading> WithNothing(long classes, int labels)
    {
        (string, string) extra = ("decoder.extra", "1"), logits = ("decoder.logits", "true");
        return labels == 0 && classes > 1 ? [new(1, Softmax, extra), new(1, extra), new(1, Softmax, Offset), new(1, Offset)]
            : labels == classes - 1 ? [new(0, Softmax, extra), new(0, extra), new(0, Softmax, Offset), new(0, Offset), new(0, logits, Offset), new(0, logits, extra)]
            : labels == classes - 2 ? [new(0, Softmax, Offset, extra), new(0, Offset, extra)]
            : [];
    }
}
