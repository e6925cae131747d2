using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// NanoDet-Plus, [1, N, C + 4 · 8]: a row per cell of each stride, with a score per class (the export has the sigmoid inside)
/// and, as <see cref="BoxDistances"/>, the distances left, top, right, bottom in strides. Unlike NanoDet's they are counted from
/// the corner of the cell at (column, row) × stride, and the grids are four (RangiLyu/nanodet: <c>nanodet_plus_head.py</c>).
/// </summary>
internal sealed class NanodetPlusDecoder : IModelDecoder
{
    private const int BoxLength = BoxDistances.Sides * BoxDistances.UsualBins;

    /// <summary>What is to be known of it. It is trained on stretched pictures (<c>keep_ratio: False</c>).</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.NanodetPlus,
        Task = DecoderTask.Detection,
        Adjust = spec => spec with { Strides = [8, 16, 32, 64] },
        Read = SharedParameters.SuppressionAndStrides,
        Habits = _ => InputHabits.OfNanodet(ResizeMode.Stretch),
        Fits = model => model.Table is (var rows, > BoxLength) && rows == model.Cells(8, 16, 32, 64),
        CountClasses = model => model.Outputs is [{ Shape: [_, _, var columns] }] ? columns - BoxLength : -1,
        Create = (spec, outputs, width, height, labels) => new NanodetPlusDecoder(spec, outputs, width, height, labels),
    };

    private readonly OutputReader _rows;
    private readonly ImmutableArray<StrideLevel> _levels;
    private readonly int _classes;
    private readonly CandidateList _candidates;

    public NanodetPlusDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        _levels = StrideLevel.For(spec, inputWidth, inputHeight);
        var output = OutputRules.Single(outputs, "nanodet_plus expects one output [1, cells, classes + 32]");
        OutputRules.CheckShape(output, 1, _levels[^1].FirstCell + _levels[^1].Cells, -1);
        _classes = output.Shape[2] - BoxLength;
        OutputRules.CheckLabels(output, _classes, labelCount);
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
                var source = level.FirstCell + cell;
                var row = rows.Slice(source * (_classes + BoxLength), _classes + BoxLength);
                var (label, score) = ClassScores.Best(row[.._classes]);
                if (!(score >= _candidates.Floor))
                    continue;
                var (x, y) = (cell % level.Columns * level.Stride, cell / level.Columns * level.Stride);
                BoxDistances.Add(_candidates, row[_classes..], x, y, level.Stride, label, score, source);
            }
        }

        _candidates.Suppress(transform, result);
    }
}
