using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>What the numbers of a row of <see cref="DecoderKind.YoloE2e"/> are, in their order.</summary>
public enum RowOrder
{
    /// <summary>Box, score, class.</summary>
    BoxScoreClass,

    /// <summary>Number of the picture, box, score, class (YOLO-NAS, flat).</summary>
    BatchBoxScoreClass,

    /// <summary>Number of the picture, box, class, score (YOLOv7, end to end).</summary>
    BatchBoxClassScore,
}

/// <summary>
/// YOLOv10, 26 and exports with NMS in the graph, [1, N, 6] or [N, 7]: a row is a box, its score and its class, in some
/// <see cref="RowOrder"/>. Unused rows have score 0. N may be open.
/// </summary>
internal sealed class YoloE2eDecoder : IModelDecoder
{
    private const int BoxLength = 4;
    private const int RowLength = 6;

    // Exports with NMS inside have room for some hundred boxes; grids have thousands of cells.
    private const long MostRows = 1000;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.YoloE2e,
        Task = DecoderTask.Detection,
        Adjust = spec => spec with { BoxForm = BoxForm.Corners },
        Read = (reader, spec) => SharedParameters.Boxes(reader, SharedParameters.Limit(reader, spec)) with
        {
            Row = reader.Choice("row", spec.Row),
            Extra = reader.Integer("extra", 0, 4096, spec.Extra),
        },
        Habits = InputHabits.OfUltralytics,
        Fits = model => IsPlain(model) || IsNumbered(model),
        Readings = ReadingsOf,
        CountClasses = _ => -1,
        Create = (spec, outputs, width, height, labels) => new YoloE2eDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _rows;
    private readonly BoxReader _boxes;
    private readonly int _length;
    private readonly int _box;
    private readonly int _score;
    private readonly int _class;
    private readonly int _labels;
    private readonly CandidateList _candidates;

    private YoloE2eDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        _box = spec.Row == RowOrder.BoxScoreClass ? 0 : 1;
        _length = _box + RowLength + spec.Extra;
        var last = _box + BoxLength;
        (_score, _class) = spec.Row == RowOrder.BatchBoxClassScore ? (last + 1, last) : (last, last + 1);
        var output = OutputRules.Single(outputs, $"yolo_e2e expects one output [1, boxes, {_length}]");
        if (output.Shape.Length == 2)
            OutputRules.CheckOpenShape(output, -1, _length);
        else
            OutputRules.CheckOpenShape(output, 1, -1, _length);
        _rows = OutputReader.OfCoordinates(output, index: 0);
        _boxes = new BoxReader(spec, inputWidth, inputHeight);
        _labels = labelCount;
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var rows = _rows.Read(outputs);
        _candidates.Clear();
        for (var at = 0; at <= rows.Length - _length; at += _length)
        {
            // A class that the label file does not have, or that is no whole number, has no name to report.
            var row = rows.Slice(at, _length);
            var label = row[_class];
            if (label >= 0 && label < _labels && label == MathF.Floor(label))
                _boxes.Add(_candidates, row[_box..], (int)label, row[_score], at / _length);
        }

        _candidates.TakeAll(transform, result);
    }

    private static bool IsPlain(ModelShape model) =>
        model.Outputs is [{ Shape: [1, <= MostRows and not 0, RowLength], IsClassNumbers: false }] || (model.Task == "pose" && model.Table is ( <= MostRows, > RowLength));

    private static bool IsNumbered(ModelShape model) =>
        model.Outputs is [{ Shape: [<= MostRows and not 0, RowLength + 1] or [1, <= MostRows and not 0, RowLength + 1], IsClassNumbers: false }];

    private static IEnumerable<DecoderReading> ReadingsOf(ModelShape model)
    {
        if (!IsPlain(model))
        {
            (string, string) byScore = ("decoder.row", "batch_box_score_class"), byClass = ("decoder.row", "batch_box_class_score");
            var (first, second) = model.Outputs[0].IsNamed("flat") ? (byScore, byClass) : (byClass, byScore);
            return [new(0, first), new(0, second), new(1, first, ("decoder.boxes", "relative")), new(1, second, ("decoder.boxes", "relative"))];
        }

        var extra = model.Outputs[0].Shape[^1] - RowLength;
        return extra == 0 ? SharedReadings.Units
            : SharedReadings.Units.Select(reading => reading.And("decoder.extra", extra.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
