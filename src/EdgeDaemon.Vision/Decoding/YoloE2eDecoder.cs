using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// YOLOv10, 26 and exports with NMS in the graph, [1, N, 6]: each row is left, top, right, bottom in input pixels, score and
/// class. Unused rows have score 0. N may be open.
/// </summary>
internal sealed class YoloE2eDecoder : IModelDecoder
{
    private const int RowLength = 6;

    // Exports with NMS inside have room for some hundred boxes; grids have thousands of cells.
    private const long MostRows = 1000;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.YoloE2e,
        Task = DecoderTask.Detection,
        Read = SharedParameters.Limit,
        Habits = InputHabits.OfUltralytics,
        Fits = model => model.Table is ( > 0 and <= MostRows, RowLength),
        CountClasses = _ => -1,
        Create = (spec, outputs, _, _, labels) => new YoloE2eDecoder(spec, outputs, labels),
    };

    private readonly OutputReader _rows;
    private readonly int _labels;
    private readonly CandidateList _candidates;

    public YoloE2eDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int labelCount)
    {
        var output = OutputRules.Single(outputs, "yolo_e2e expects one output [1, boxes, 6]");
        OutputRules.CheckOpenShape(output, 1, -1, RowLength);
        _rows = OutputReader.OfCoordinates(output, index: 0);
        _labels = labelCount;
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var rows = _rows.Read(outputs);
        _candidates.Clear();
        for (var at = 0; at <= rows.Length - RowLength; at += RowLength)
        {
            // A class that the label file does not have, or NaN, has no name to report.
            var row = rows.Slice(at, RowLength);
            if (row[5] >= 0 && row[5] < _labels)
                _candidates.Add(row[0], row[1], row[2], row[3], (int)row[5], row[4], at / RowLength);
        }

        _candidates.TakeAll(transform, result);
    }
}
