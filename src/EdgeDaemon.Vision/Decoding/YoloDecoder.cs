using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// A table of boxes whose grid has been worked out in the graph. YOLOv5, v6, v7 and decoded YOLOX are [1, N, 5 + C]: box,
/// objectness, and a score per class, the score of the box being objectness × best class. YOLOv8, 9, 11 and 12 are [1, 4 + C, N]:
/// without objectness, channel by channel; the queries of Ultralytics' RT-DETR have them row by row, [1, N, 4 + C]. Which way round a table is,
/// the number of labels tells. Numbers behind the classes (<see cref="DecoderSpec.Extra"/>: of masks, of key points) are not read.
/// </summary>
internal sealed class YoloDecoder : IModelDecoder
{
    /// <summary>More rows than this are the cells of a grid, not queries.</summary>
    private const long MostQueries = 1000;

    private const int PrototypeStride = 4;

    /// <summary>What is to be known of those with objectness.</summary>
    public static readonly DecoderDescription WithObjectness = Describe(
        DecoderKind.Yolov5, first: 5, model => IsGrid(model, perCell: 3) || (model.Table is (var rows, _) && model.AreCells(rows, perCell: 1)), _ => SharedReadings.OfBoxes);

    /// <summary>What is to be known of those without.</summary>
    public static readonly DecoderDescription WithoutObjectness = Describe(
        DecoderKind.Yolov8, first: 4, model => IsGrid(model, perCell: 1) || IsQueries(model),
        model => IsGrid(model, perCell: 1) ? SharedReadings.OfBoxes : SharedReadings.OfQueries);

    private readonly OutputReader _table;
    private readonly BoxReader _boxes;
    private readonly ScoreScale _scale;
    private readonly int _first;
    private readonly int _classes;
    private readonly int _columns;
    private readonly bool _isByRow;
    private readonly float[] _best;
    private readonly CandidateList _candidates;

    private YoloDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount, int first)
    {
        var output = OutputRules.Single(outputs, first == 5 ? "yolov5 expects one output [1, boxes, 5 + classes]" : "yolov8 expects one output [1, 4 + classes, boxes]");
        OutputRules.CheckShape(output, 1, -1, -1);
        (_first, _columns) = (first, output.Shape[2]);
        var (down, across) = (output.Shape[1] - first - spec.Extra, output.Shape[2] - first - spec.Extra);
        _isByRow = first == 5 ? across == labelCount || down != labelCount : across == labelCount && down != labelCount;
        _classes = _isByRow ? across : down;
        OutputRules.CheckLabels(output, _classes, labelCount);
        (_boxes, _scale) = (new BoxReader(spec, inputWidth, inputHeight), new ScoreScale(spec.Logits));
        _table = OutputReader.OfCoordinates(output, index: 0);
        _best = new float[_isByRow ? 0 : _columns];
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var table = _table.Read(outputs);
        _candidates.Clear();
        if (_isByRow)
            AddRows(table);
        else
            AddColumns(table);
        _candidates.Suppress(transform, result);
    }

    private void AddRows(ReadOnlySpan<float> table)
    {
        for (var at = 0; at < table.Length; at += _columns)
        {
            // Class scores are at most 1, so a box can only be less certain than that there is an object at all.
            var objectness = _first == 5 ? _scale.ToProbability(table[at + 4]) : 1;
            if (!(objectness >= _candidates.Floor))
                continue;
            var row = table.Slice(at, _columns);
            var (label, score) = ClassScores.Best(row.Slice(_first, _classes), _scale.Nothing);
            _boxes.Add(_candidates, row, label, objectness * _scale.ToProbability(score), at / _columns);
        }
    }

    /// <summary>
    /// Nearly all boxes show nothing, so the best score of every box is found first, several boxes at a time; which class it is, is
    /// looked up for the few that reach the threshold.
    /// </summary>
    private void AddColumns(ReadOnlySpan<float> table)
    {
        var classes = table.Slice(_first * _columns, _classes * _columns);
        ClassScores.MaxOfColumns(classes, _best, _scale.Nothing);
        for (var i = Next(0); i < _columns; i = Next(i + 1))
        {
            var (label, score) = ClassScores.BestOfColumn(classes, _columns, i, _scale.Nothing);
            var objectness = _first == 5 ? _scale.ToProbability(table[(4 * _columns) + i]) : 1;
            _boxes.Add(
                _candidates, table[i], table[_columns + i], table[(2 * _columns) + i], table[(3 * _columns) + i],
                label, objectness * _scale.ToProbability(score), source: i);
        }
    }

    private int Next(int from) => ClassScores.NextAtLeast(_best, from, _scale.OfProbability(_candidates.Floor));

    private static DecoderDescription Describe(
        DecoderKind kind, int first, Func<ModelShape, bool> fits, Func<ModelShape, IEnumerable<DecoderReading>> readings) => new()
        {
            Kind = kind,
            Task = DecoderTask.Detection,
            Read = (reader, spec) => SharedParameters.Boxes(reader, SharedParameters.Suppression(reader, spec)) with
            {
                Logits = reader.Flag("logits", spec.Logits),
                Extra = reader.Integer("extra", 0, 4096, spec.Extra),
            },
            Habits = InputHabits.OfUltralytics,
            Fits = model => fits(model) && ClassesOf(model, first) > 0,
            CountClasses = model => ChannelsOf(model) - first,
            Readings = model => readings(model).Select(reading => ExtraOf(model, first) is > 0 and var extra
                ? reading.And("decoder.extra", extra.ToString(System.Globalization.CultureInfo.InvariantCulture)) : reading),
            Create = (spec, outputs, width, height, labels) => new YoloDecoder(spec, outputs, width, height, labels, first),
        };

    private static bool IsGrid(ModelShape model, int perCell) =>
        model.Table is var (down, across) && (model.AreCells(down, perCell) || model.AreCells(across, perCell));

    private static bool IsQueries(ModelShape model) => model.Table is ( > 0 and <= MostQueries, > 4) && !model.IsTableOfCells;

    /// <summary>The channels lie along the side that is not the boxes'.</summary>
    private static long ChannelsOf(ModelShape model) =>
        model.Table is not var (down, across) ? -1
        : model.AreCells(down, 1) || model.AreCells(down, 3) ? across
        : model.AreCells(across, 1) || model.AreCells(across, 3) ? down
        : across;

    private static long ClassesOf(ModelShape model, int first) => ChannelsOf(model) - first - ExtraOf(model, first);

    /// <summary>Coefficients of masks, of which another output has the prototypes; or key points, where the exporter says so.</summary>
    private static long ExtraOf(ModelShape model, int first) =>
        model.Beside.FirstOrDefault(o => o.Shape is [1, _, var rows, _] && rows * PrototypeStride == model.InputHeight) is { } prototypes ? prototypes.Shape[1]
        : model.Task is "pose" && model.Labels > 0 ? Math.Max(ChannelsOf(model) - first - model.Labels, 0)
        : 0;
}
