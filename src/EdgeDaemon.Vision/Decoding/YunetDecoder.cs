using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// YuNet: for each stride, per cell a class score and an objectness [1, n, 1], a box [1, n, 4] and five landmarks [1, n, 10].
/// Centre = (cell + x, y) × stride, size = exp(w, h) × stride, landmark = (cell + point) × stride, in input pixels; the score
/// is √(class × objectness), so which of the two is which does not matter. The label file has one line.
/// </summary>
internal sealed class YunetDecoder : IModelDecoder
{
    private const int OutputsPerStride = 4;
    private const int BoxLength = 4;
    private const int LandmarkCount = 5;
    private const float MaxCells = 1e5f;

    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Yunet,
        Task = DecoderTask.Detection,
        Read = SharedParameters.SuppressionAndStrides,
        Habits = _ => new(ColorOrder.Bgr, ResizeMode.LetterboxTopLeft, [0], [1], PadValue: 0),
        Fits = model => model.Outputs.Length == 3 * OutputsPerStride && model.Outputs.Count(o => o.Shape is [_, _, 2 * LandmarkCount]) == 3,
        CountClasses = _ => 1,
        OwnLabels = ["face"],
        Create = (spec, outputs, width, height, labels) => new YunetDecoder(spec, outputs, width, height, labels),
    };

    private readonly ImmutableArray<Head> _heads;
    private readonly CandidateList _candidates;

    public YunetDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        var levels = StrideLevel.For(spec, inputWidth, inputHeight);
        if (outputs.Length != OutputsPerStride * levels.Length)
        {
            throw new DecoderMismatchException(
                $"Yunet expects {OutputsPerStride} outputs for each of {levels.Length} strides, got {OutputRules.Describe(outputs)}.");
        }

        var heads = ImmutableArray.CreateBuilder<Head>(levels.Length);
        foreach (var level in levels)
            heads.Add(FindHead(level, outputs));
        _heads = heads.MoveToImmutable();
        OutputRules.CheckLabels(outputs[0], 1, labelCount);
        _candidates = new CandidateList(spec);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        _candidates.Clear();
        foreach (var head in _heads)
        {
            var classes = head.Classes.Read(outputs);
            var objects = head.Objects.Read(outputs);
            var boxes = head.Boxes.Read(outputs);
            var points = head.Points.Read(outputs);
            for (var cell = 0; cell < head.Level.Cells; cell++)
            {
                var score = MathF.Sqrt(Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1));
                if (score >= _candidates.Floor && AreNearby(PointsOf(points, cell)))
                    Add(boxes.Slice(cell * BoxLength, BoxLength), head.Level, cell, score);
            }
        }

        _candidates.Suppress(transform, result);
        WriteLandmarks(outputs, transform, result);
    }

    private void Add(ReadOnlySpan<float> box, in StrideLevel level, int cell, float score)
    {
        var (x, y) = ((cell % level.Columns) + box[0], (cell / level.Columns) + box[1]);
        var (width, height) = (MathF.Exp(box[2]), MathF.Exp(box[3]));
        _candidates.AddCentred(
            x * level.Stride, y * level.Stride, width * level.Stride, height * level.Stride, label: 0, score, level.FirstCell + cell);
    }

    /// <summary>Only for the faces that are left: a crowd has hundreds of candidates.</summary>
    private void WriteLandmarks(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var landmarks = result.AddLandmarks(LandmarkCount);
        for (var i = 0; i < result.Detections.Length; i++)
        {
            var source = _candidates.SourceOf(i);
            var head = HeadOf(source);
            var (level, cell) = (head.Level, source - head.Level.FirstCell);
            var points = PointsOf(head.Points.Read(outputs), cell);
            for (var j = 0; j < LandmarkCount; j++)
            {
                var x = ((cell % level.Columns) + points[2 * j]) * level.Stride;
                var y = ((cell / level.Columns) + points[(2 * j) + 1]) * level.Stride;
                landmarks[(i * LandmarkCount) + j] = new Landmark(
                    ((x * transform.ScaleX) + transform.OffsetX) / transform.FrameWidth,
                    ((y * transform.ScaleY) + transform.OffsetY) / transform.FrameHeight);
            }
        }
    }

    private Head HeadOf(int source)
    {
        var i = 0;
        while (source >= _heads[i].Level.FirstCell + _heads[i].Level.Cells)
            i++;
        return _heads[i];
    }

    private static ReadOnlySpan<float> PointsOf(ReadOnlySpan<float> points, int cell) =>
        points.Slice(cell * 2 * LandmarkCount, 2 * LandmarkCount);

    /// <summary>False for NaN too, and for what no picture is large enough for.</summary>
    private static bool AreNearby(ReadOnlySpan<float> points)
    {
        foreach (var point in points)
        {
            if (!(MathF.Abs(point) < MaxCells))
                return false;
        }

        return true;
    }

    private static Head FindHead(StrideLevel level, ReadOnlySpan<TensorSpec> outputs)
    {
        var classes = OutputRules.Find(outputs, 1, level.Cells, 1);
        var objects = classes < 0 ? -1 : OutputRules.Find(outputs[(classes + 1)..], 1, level.Cells, 1) + classes + 1;
        var boxes = OutputRules.Find(outputs, 1, level.Cells, BoxLength);
        var points = OutputRules.Find(outputs, 1, level.Cells, 2 * LandmarkCount);
        if (classes < 0 || objects == classes || boxes < 0 || points < 0)
        {
            throw new DecoderMismatchException(
                $"Stride {level.Stride}: expected outputs [1,{level.Cells},1] twice, [1,{level.Cells},4] and [1,{level.Cells},10], "
                + $"got {OutputRules.Describe(outputs)}.");
        }

        return new Head(
            level,
            new OutputReader(outputs[classes], classes),
            new OutputReader(outputs[objects], objects),
            OutputReader.OfCoordinates(outputs[boxes], boxes),
            OutputReader.OfCoordinates(outputs[points], points));
    }

    private sealed record Head(
        StrideLevel Level, OutputReader Classes, OutputReader Objects, OutputReader Boxes, OutputReader Points);
}
