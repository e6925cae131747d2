using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// NanoDet: for each stride the class scores [1, n, C] and the boxes [1, n, 4 · bins]. A box is four distances from the
/// middle of its cell (left, top, right, bottom), each the mean of a distribution over 0, 1, … strides that is given as
/// logits (generalised focal loss, arXiv 2006.04388). Outputs may come in any order: a stride has n cells, C is the number of
/// labels; where that too is the same, the classes come first.
/// </summary>
internal sealed class NanodetDecoder : IModelDecoder
{
    private const int Sides = 4;
    private const int UsualBins = 8;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Nanodet,
        Task = DecoderTask.Detection,
        Read = SharedParameters.SuppressionAndStrides,
        Habits = _ => new(ColorOrder.Bgr, ResizeMode.LetterboxCenter, [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]),
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
        var (stride, bins) = (head.Level.Stride, head.Bins);
        var (x, y) = (((cell % head.Level.Columns) + 0.5f) * stride, ((cell / head.Level.Columns) + 0.5f) * stride);
        _candidates.Add(
            x - (stride * Mean(logits[..bins])),
            y - (stride * Mean(logits[bins..(2 * bins)])),
            x + (stride * Mean(logits[(2 * bins)..(3 * bins)])),
            y + (stride * Mean(logits[(3 * bins)..])),
            label,
            score,
            head.Level.FirstCell + cell);
    }

    /// <summary>The mean of a distribution over 0, 1, … whose logits these are; NaN when any of them is.</summary>
    private static float Mean(ReadOnlySpan<float> logits)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = MathF.Max(largest, logit);
        var (weights, sum) = (0f, 0f);
        for (var i = 0; i < logits.Length; i++)
        {
            var weight = MathF.Exp(logits[i] - largest);
            weights += weight;
            sum += weight * i;
        }

        return sum / weights;
    }

    /// <summary>Of the two outputs of a stride one has the classes: the first, unless only it can be the distances.</summary>
    private static long CountClasses(ModelShape model)
    {
        var pair = model.Outputs.Select(o => o.Shape).Where(s => s.Length == 3 && s[1] == model.Cells(8)).Select(s => s[2]).ToList();
        return pair is [Sides * UsualBins, not Sides * UsualBins] ? pair[1] : pair is [var first, _] ? first : -1;
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
