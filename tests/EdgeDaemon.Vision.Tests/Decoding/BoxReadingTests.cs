using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

/// <summary>One box, [16, 8, 48, 40] of an input of 64 × 80 pixels, second of three classes, 0.9: in every way that exporters write it.</summary>
public sealed class BoxReadingTests
{
    private const int Width = 64;
    private const int Height = 80;
    private const float Logit = 2.1972246f;

    private static readonly BoundingBox Box = new(16f / Width, 8f / Height, 48f / Width, 40f / Height);
    private static readonly float[] Centre = [32, 24, 32, 32];
    private static readonly float[] Corners = [16, 8, 48, 40];

    public static TheoryData<DecoderKind, BoxUnits, BoxForm, bool> Tables { get; } = new(
        from kind in (DecoderKind[])[DecoderKind.Yolov5, DecoderKind.Yolov8, DecoderKind.BoxesScores]
        from units in (BoxUnits[])[BoxUnits.Pixels, BoxUnits.Relative]
        from form in Enum.GetValues<BoxForm>()
        from logits in (bool[])[false, true]
        select (kind, units, form, logits));

    [Theory]
    [MemberData(nameof(Tables))]
    public void Decode_EveryFormOfATable_IsTheSameBox(DecoderKind kind, BoxUnits units, BoxForm form, bool logits)
    {
        var spec = Decoders.Of(kind).Defaults with { Boxes = units, BoxForm = form, Logits = logits, Extra = 2 };
        var (nothing, score) = logits ? (-8f, Logit) : (0f, 0.9f);
        float[] box = [.. Numbers(form).Select((value, i) => units == BoxUnits.Pixels ? value : value / Side(form, i))];
        float[] objectness = kind == DecoderKind.Yolov5 ? [logits ? 20 : 1] : [];
        float[] scores = [nothing, score, nothing, 77, 77];
        float[] empty = [0, 0, 0, 0, .. objectness.Select(_ => nothing), nothing, nothing, nothing, 0, 0];
        float[] row = [.. box, .. objectness, .. scores];
        float[][] rows = [empty, empty, row, empty];

        Tensor[] byRow = kind == DecoderKind.BoxesScores
            ? [TensorOf.Floats("a", [1, 4, 4], [.. rows.SelectMany(r => r[..4])]), TensorOf.Floats("b", [1, 4, 5], [.. rows.SelectMany(r => r[4..])])]
            : [TensorOf.Floats("out", [1, 4, row.Length], [.. rows.SelectMany(r => r)])];
        AssertBox(spec, byRow);
        if (kind != DecoderKind.BoxesScores)
            AssertBox(spec, TensorOf.Floats("out", [1, row.Length, 4], [.. Enumerable.Range(0, row.Length).SelectMany(i => rows.Select(r => r[i]))]));
    }

    [Theory]
    [InlineData(RowOrder.BoxScoreClass, 0)]
    [InlineData(RowOrder.BatchBoxScoreClass, 0)]
    [InlineData(RowOrder.BatchBoxClassScore, 0)]
    [InlineData(RowOrder.BoxScoreClass, 3)]
    public void Decode_RowsWithNmsInside_AreReadInTheirOrder(RowOrder order, int extra)
    {
        float[] batch = order == RowOrder.BoxScoreClass ? [] : [0];
        float[] end = order == RowOrder.BatchBoxClassScore ? [1, 0.9f] : [0.9f, 1];
        float[] row = [.. batch, .. Corners, .. end, .. Enumerable.Repeat(7f, extra)];
        var spec = Decoders.Of(DecoderKind.YoloE2e).Defaults with { Row = order, Extra = extra };

        AssertBox(spec, TensorOf.Floats("out", [1, 1, row.Length], row));
        AssertBox(spec, TensorOf.Floats("out", [1, row.Length], row));
    }

    [Fact]
    public void Decode_ClassThatIsNoWholeNumber_IsNone()
    {
        // What is a score for one exporter is a class for another: it is not rounded down to one.
        var rows = TensorOf.Floats("out", [1, 1, 6], [.. Corners, 1, 0.9f]);

        Assert.Equal(0, TensorOf.Decode(Decoders.Of(DecoderKind.YoloE2e).Defaults, Width, Height, 3, rows).Detections.Length);
    }

    [Theory]
    [InlineData(true, "num_dets", "det_boxes", "det_scores", "det_classes")]
    [InlineData(false, "boxes", "labels", "scores")]
    public void Decode_OutputEach_IsFoundByItsName(bool hasBatch, params string[] names)
    {
        ImmutableArray<int> Shape(params int[] shape) => hasBatch ? [1, .. shape] : [.. shape];
        Tensor[] outputs = [.. names.Select(name => name switch
        {
            "num_dets" => TensorOf.Floats(name, [1, 1], 1),
            _ when name.Contains("box", StringComparison.Ordinal) => TensorOf.Floats(name, Shape(2, 4), [.. Corners, 1, 1, 2, 2]),
            _ when name.Contains("score", StringComparison.Ordinal) => TensorOf.Floats(name, Shape(2), 0.9f, 0.2f),
            _ => TensorOf.Floats(name, Shape(2), 1, 1),
        })];

        AssertBox(Decoders.Of(DecoderKind.Ssd).Defaults with { Boxes = BoxUnits.Pixels, BoxForm = BoxForm.Corners }, outputs);
    }

    [Fact]
    public void Decode_UltrafaceOffsets_StartFromItsAnchors()
    {
        // 64 × 80: grids of 8 × 10, 4 × 5, 2 × 3, 1 × 2 cells. Cell (3, 2) of stride 8 has its middle at (28, 20); its first anchor is 10 pixels wide.
        var count = (3 * 80) + (2 * 20) + (2 * 6) + (3 * 2);
        var (boxes, scores) = (TensorOf.Floats("boxes", [1, count, 4]), TensorOf.Floats("scores", [1, count, 4]));
        var anchor = ((2 * 8) + 3) * 3;
        float[] offsets = [(32 - 28) / 10f / 0.1f, (24 - 20) / 10f / 0.1f, MathF.Log(32 / 10f) / 0.2f, MathF.Log(32 / 10f) / 0.2f];
        offsets.CopyTo(boxes.As<float>()[(anchor * 4)..]);
        scores.As<float>()[(anchor * 4) + 2] = 0.9f;

        AssertBox(Decoders.Of(DecoderKind.Ultraface).Defaults with { Boxes = BoxUnits.Offsets }, boxes, scores);
    }

    [Fact]
    public void Create_OutputThatIsNamed_IsReadAloneAndMustBeThere()
    {
        var row = TensorOf.Floats("good", [1, 1, 6], [.. Corners, 0.9f, 1]);
        var other = TensorOf.Floats("other", [1, 3, 8, 8]);
        var spec = Decoders.Of(DecoderKind.YoloE2e).Defaults with { Output = "good" };

        AssertBox(spec, other, row);
        Assert.Contains("'other'", Assert.Throws<DecoderMismatchException>(() => TensorOf.Decode(spec with { Output = "none" }, Width, Height, 3, other, row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tally_OddBoxes_AreCounted()
    {
        var transform = TensorOf.Identity(Width, Height);
        var rows = TensorOf.Floats(
            "out", [1, 4, 6],
            [.. Corners, 0.9f, 1, 0.25f, 0.1f, 0.75f, 0.5f, 2.5f, 1, 200, 200, 260, 260, 0.9f, 1, 0, 0, Width, Height, 0.4f, 1]);
        var result = new ModelResult();

        ModelDecoder.Create(Decoders.Of(DecoderKind.YoloE2e).Defaults, [rows.Spec], Width, Height, 3).Decode([rows], transform, result);

        Assert.Equal((4, 1, 1, 1), (result.Tally.Count, result.Tally.InCorner, result.Tally.Outside, result.Tally.Whole));
        Assert.Equal((2.5f, 0.4f), (result.Tally.Highest, result.Tally.Lowest));
        Assert.Equal(2, result.Detections.Length);
        Assert.All(result.Detections.ToArray(), detection => Assert.InRange(detection.Score, 0, 1));
    }

    private static float[] Numbers(BoxForm form) => form switch
    {
        BoxForm.Centre => Centre,
        BoxForm.Corners => Corners,
        _ => [Corners[1], Corners[0], Corners[3], Corners[2]],
    };

    private static float Side(BoxForm form, int index) => (index % 2 == 0) != (form == BoxForm.CornersYx) ? Width : Height;

    private static void AssertBox(DecoderSpec spec, params Tensor[] outputs)
    {
        var detection = Assert.Single(TensorOf.Decode(spec, Width, Height, 3, outputs).Detections.ToArray());
        Assert.Equal(1, detection.LabelIndex);
        Assert.Equal(0.9f, detection.Score, 1e-4f);
        Assert.Equal(Box.Left, detection.Box.Left, 1e-4f);
        Assert.Equal(Box.Top, detection.Box.Top, 1e-4f);
        Assert.Equal(Box.Right, detection.Box.Right, 1e-4f);
        Assert.Equal(Box.Bottom, detection.Box.Bottom, 1e-4f);
    }
}
