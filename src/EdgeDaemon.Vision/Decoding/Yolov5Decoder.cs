using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// YOLOv5 and v7, [1, N, 5 + C]: each row is centre x, centre y, width, height in input pixels, objectness, and a score per
/// class. The score of a box is objectness × best class.
/// </summary>
internal sealed class Yolov5Decoder : IModelDecoder
{
    private const int FirstClass = 5;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Yolov5,
        Task = DecoderTask.Detection,
        Read = SharedParameters.Suppression,
        Habits = InputHabits.OfUltralytics,
        Fits = model => model.Table is (var rows, > FirstClass) && model.AreCells(rows, perCell: 3),
        CountClasses = model => model.Outputs is [{ Shape: [_, _, var columns] }] ? columns - FirstClass : -1,
        Create = (spec, outputs, _, _, labels) => new Yolov5Decoder(spec, outputs, labels),
    };

    private readonly OutputReader _rows;
    private readonly int _rowLength;
    private readonly CandidateList _candidates;

    public Yolov5Decoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int labelCount)
    {
        var output = OutputRules.Single(outputs, "yolov5 expects one output [1, boxes, 5 + classes]");
        OutputRules.CheckShape(output, 1, -1, -1);
        _rowLength = output.Shape[2];
        OutputRules.CheckLabels(output, _rowLength - FirstClass, labelCount);
        _rows = OutputReader.OfCoordinates(output, index: 0);
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var rows = _rows.Read(outputs);
        _candidates.Clear();
        for (var at = 0; at < rows.Length; at += _rowLength)
        {
            // Class scores are at most 1, so a box can only be less certain than that there is an object at all.
            if (!(rows[at + 4] >= _candidates.Floor))
                continue;
            var row = rows.Slice(at, _rowLength);
            var (label, score) = ClassScores.Best(row[FirstClass..]);
            _candidates.AddCentred(row[0], row[1], row[2], row[3], label, row[4] * score, at / _rowLength);
        }

        _candidates.Suppress(transform, result);
    }
}
