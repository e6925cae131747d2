using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// YOLOX as exported without its grid, [1, N, 5 + C]: a row per cell of each stride. Centre = (cell + x, y) × stride, size =
/// exp(w, h) × stride, in input pixels; then objectness and a score per class. The score of a box is their product.
/// </summary>
internal sealed class YoloxDecoder : IModelDecoder
{
    private const int FirstClass = 5;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Yolox,
        Task = DecoderTask.Detection,
        Read = SharedParameters.SuppressionAndStrides,
        Habits = _ => new(ColorOrder.Bgr, ResizeMode.LetterboxTopLeft, [0], [1]),
        Fits = model => model.Table is (var rows, > FirstClass) && rows == model.Cells(8, 16, 32),
        CountClasses = model => model.Outputs is [{ Shape: [_, _, var columns] }] ? columns - FirstClass : -1,
        Create = (spec, outputs, width, height, labels) => new YoloxDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _rows;
    private readonly int _rowLength;
    private readonly ImmutableArray<StrideLevel> _levels;
    private readonly CandidateList _candidates;

    public YoloxDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        _levels = StrideLevel.For(spec, inputWidth, inputHeight);
        var output = OutputRules.Single(outputs, "yolox expects one output [1, boxes, 5 + classes]");
        OutputRules.CheckShape(output, 1, _levels[^1].FirstCell + _levels[^1].Cells, -1);
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
        foreach (var level in _levels)
        {
            for (var cell = 0; cell < level.Cells; cell++)
            {
                var at = (level.FirstCell + cell) * _rowLength;
                if (rows[at + 4] >= _candidates.Floor)
                    Add(rows.Slice(at, _rowLength), level, cell);
            }
        }

        _candidates.Suppress(transform, result);
    }

    private void Add(ReadOnlySpan<float> row, in StrideLevel level, int cell)
    {
        var (label, score) = ClassScores.Best(row[FirstClass..]);
        var (x, y) = ((cell % level.Columns) + row[0], (cell / level.Columns) + row[1]);
        var (width, height) = (MathF.Exp(row[2]), MathF.Exp(row[3]));
        _candidates.AddCentred(
            x * level.Stride, y * level.Stride, width * level.Stride, height * level.Stride, label, row[4] * score,
            level.FirstCell + cell);
    }
}
