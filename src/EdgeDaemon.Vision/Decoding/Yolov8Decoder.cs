using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// YOLOv8, 9, 11 and 12, [1, 4 + C, N]: channel by channel, centre x, centre y, width, height in input pixels and a score per
/// class, each for all N boxes. Nearly all boxes show nothing, so the best score of every box is found first, several boxes
/// at a time; which class it is, is looked up for the few that reach the threshold.
/// </summary>
internal sealed class Yolov8Decoder : IModelDecoder
{
    private const int FirstClass = 4;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Yolov8,
        Task = DecoderTask.Detection,
        Read = SharedParameters.Suppression,
        Habits = InputHabits.OfUltralytics,
        Fits = model => model.Table is ( > FirstClass, var columns) && model.AreCells(columns, perCell: 1),
        CountClasses = model => model.Outputs is [{ Shape: [_, var rows, _] }] ? rows - FirstClass : -1,
        Create = (spec, outputs, _, _, labels) => new Yolov8Decoder(spec, outputs, labels),
    };

    private readonly OutputReader _channels;
    private readonly float[] _best;
    private readonly CandidateList _candidates;

    public Yolov8Decoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int labelCount)
    {
        var output = OutputRules.Single(outputs, "yolov8 expects one output [1, 4 + classes, boxes]");
        OutputRules.CheckShape(output, 1, -1, -1);
        OutputRules.CheckLabels(output, output.Shape[1] - FirstClass, labelCount);
        _channels = OutputReader.OfCoordinates(output, index: 0);
        _best = new float[output.Shape[2]];
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var channels = _channels.Read(outputs);
        var boxes = _best.Length;
        var classes = channels[(FirstClass * boxes)..];
        ClassScores.MaxOfColumns(classes, _best);
        _candidates.Clear();
        for (var i = Next(0); i < boxes; i = Next(i + 1))
        {
            var (label, score) = ClassScores.BestOfColumn(classes, boxes, i);
            _candidates.AddCentred(
                channels[i], channels[boxes + i], channels[(2 * boxes) + i], channels[(3 * boxes) + i], label, score, source: i);
        }

        _candidates.Suppress(transform, result);
    }

    private int Next(int from) => ClassScores.NextAtLeast(_best, from, _candidates.Floor);
}
