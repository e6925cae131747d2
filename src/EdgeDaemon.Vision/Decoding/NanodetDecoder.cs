using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// NanoDet: for each stride the class scores [1, n, C] and the boxes [1, n, 4 · bins], as
/// <see cref="BoxDistances"/> from the middle of the cell. Outputs may come in any order: a stride has n cells, C is the number of
/// labels; where that too is the same, the classes come first.
/// </summary>
internal sealed class NanodetDecoder : IModelDecoder
{
    private const int Sides = BoxDistances.Sides;
    private const int UsualBoxLength = Sides * BoxDistances.UsualBins;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Nanodet,
        Task = DecoderTask.Detection,
        Read = SharedParameters.SuppressionAndStrides,
        Habits = _ => InputHabits.OfNanodet(ResizeMode.LetterboxCenter),
        Fits = model => model.Outputs.Length == 6
            && ((int[])[8, 16, 32]).All(stride => model.Outputs.Count(o => o.Shape is [_, var rows, _] && rows == model.Cells(stride)) == 2),
        CountClasses = CountClasses,
        Create = (spec, outputs, width, height, labels) => new NanodetDecoder(spec, outputs, width, height, labels),
    };

    private readonly ImmutableArray<Head> _heads;
    private readonly int _classes;
    private readonly CandidateList _candidates;

    public NanodetDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var levels = StrideLevel.For(spec, inputWidth, inputHeight);
        if (outputs.Length != 2 * levels.Length)
        {
            throw new DecoderMismatchException(
                $"Nanodet expects two outputs per stride, [1, cells, classes] and [1, cells, 4 · bins], got {OutputRules.Describe(outputs)}.");
        }

        _classes = labelCount;
        var heads = ImmutableArray.CreateBuilder<Head>(levels.Length);
        foreach (var level in levels)
            heads.Add(FindHead(level, outputs, labelCount));
        _heads = heads.MoveToImmutable();
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        _candidates.Clear();
        foreach (var head in _heads)
        {
            var classes = head.Classes.Read(outputs);
            var boxes = head.Boxes.Read(outputs);
            for (var cell = 0; cell < head.Level.Cells; cell++)
            {
                var (label, score) = ClassScores.Best(classes.Slice(cell * _classes, _classes));
                if (score >= _candidates.Floor)
                    Add(boxes.Slice(cell * Sides * head.Bins, Sides * head.Bins), head, cell, label, score);
            }
        }

        _candidates.Suppress(transform, result);
    }

    private void Add(ReadOnlySpan<float> logits, in Head head, int cell, int label, float score)
    {
        var stride = head.Level.Stride;
        var (x, y) = (((cell % head.Level.Columns) + 0.5f) * stride, ((cell / head.Level.Columns) + 0.5f) * stride);
        BoxDistances.Add(_candidates, logits, x, y, stride, label, score, head.Level.FirstCell + cell);
    }

    /// <summary>Of the two outputs of a stride one has the classes: the first, unless only it can be the distances.</summary>
    private static long CountClasses(ModelShape model)
    {
        var pair = model.Outputs.Select(o => o.Shape).Where(s => s.Length == 3 && s[1] == model.Cells(8)).Select(s => s[2]).ToList();
        return pair is [UsualBoxLength, not UsualBoxLength] ? pair[1] : pair is [var first, _] ? first : -1;
    }

    private static Head FindHead(StrideLevel level, ReadOnlySpan<TensorSpec> outputs, int labelCount)
    {
        var classes = OutputRules.Find(outputs, 1, level.Cells, labelCount);
        var boxes = -1;
        for (var i = 0; i < outputs.Length; i++)
        {
            if (i != classes && OutputRules.Fits(outputs[i], 1, level.Cells, -1) && outputs[i].Shape[2] % Sides == 0)
                boxes = i;
        }

        if (classes < 0 || boxes < 0 || !outputs[boxes].IsStatic)
        {
            throw new DecoderMismatchException(
                $"Stride {level.Stride}: expected outputs [1,{level.Cells},{labelCount}] (a score per label) and [1,{level.Cells},4 · bins], "
                + $"got {OutputRules.Describe(outputs)}.");
        }

        return new Head(
            level, new OutputReader(outputs[classes], classes), OutputReader.OfCoordinates(outputs[boxes], boxes), outputs[boxes].Shape[2] / Sides);
    }

    private readonly record struct Head(StrideLevel Level, OutputReader Classes, OutputReader Boxes, int Bins);
}
