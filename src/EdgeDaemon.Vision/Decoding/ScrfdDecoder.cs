using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// SCRFD (InsightFace): for each stride the score of a face [n, 1] and its box [n, 4], two per cell, as distances left, top, right,
/// bottom in strides from the corner of the cell at (column, row) × stride; a dimension of the batch may stand in front. Outputs may
/// come in any order, and landmarks [n, 10] beside them are not read (<c>scrfd_head.py</c>; the export has the sigmoid inside).
/// </summary>
internal sealed class ScrfdDecoder : IModelDecoder
{
    private const int PerCell = 2;
    private const int Sides = 4;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Scrfd,
        Task = DecoderTask.Detection,
        Read = SharedParameters.SuppressionAndStrides,
        Habits = _ => new(ColorOrder.Rgb, ResizeMode.LetterboxTopLeft, [127.5], [128], PadValue: 0),
        Fits = model => model.Outputs.Length is 6 or 9 && ((int[])[8, 16, 32]).All(stride =>
            new[] { 1, Sides }.All(width => model.Outputs.Count(o => o.Shape.Length is 2 or 3 && o.Shape[^1] == width && o.Shape[^2] == PerCell * model.Cells(stride)) == 1)),
        CountClasses = _ => 1,
        OwnLabels = ["face"],
        Create = (spec, outputs, width, height, labels) => new ScrfdDecoder(spec, outputs, width, height, labels),
    };

    private readonly ImmutableArray<Head> _heads;
    private readonly CandidateList _candidates;

    private ScrfdDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var heads = ImmutableArray.CreateBuilder<Head>();
        foreach (var level in StrideLevel.For(spec, inputWidth, inputHeight))
        {
            var (scores, boxes) = (Find(outputs, PerCell * level.Cells, 1), Find(outputs, PerCell * level.Cells, Sides));
            if (scores < 0 || boxes < 0)
            {
                throw new DecoderMismatchException(
                    $"Stride {level.Stride}: expected outputs [{PerCell * level.Cells},1] and [{PerCell * level.Cells},4], got {OutputRules.Describe(outputs)}.");
            }

            OutputRules.CheckLabels(outputs[scores], 1, labelCount);
            heads.Add(new Head(level, new OutputReader(outputs[scores], scores), OutputReader.OfCoordinates(outputs[boxes], boxes)));
        }

        _heads = heads.ToImmutable();
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        _candidates.Clear();
        foreach (var (level, scoreReader, boxReader) in _heads)
        {
            var scores = scoreReader.Read(outputs);
            var boxes = boxReader.Read(outputs);
            for (var i = 0; i < scores.Length; i++)
            {
                if (!(scores[i] >= _candidates.Floor))
                    continue;
                var cell = i / PerCell;
                var (x, y) = (cell % level.Columns * level.Stride, cell / level.Columns * level.Stride);
                var box = boxes.Slice(i * Sides, Sides);
                _candidates.Add(
                    x - (box[0] * level.Stride), y - (box[1] * level.Stride), x + (box[2] * level.Stride), y + (box[3] * level.Stride),
                    label: 0, scores[i], (PerCell * level.FirstCell) + i);
            }
        }

        _candidates.Suppress(transform, result);
    }

    private static int Find(ReadOnlySpan<TensorSpec> outputs, int rows, int columns) =>
        OutputRules.Find(outputs, rows, columns) is >= 0 and var found ? found : OutputRules.Find(outputs, 1, rows, columns);

    private readonly record struct Head(StrideLevel Level, OutputReader Scores, OutputReader Boxes);
}
