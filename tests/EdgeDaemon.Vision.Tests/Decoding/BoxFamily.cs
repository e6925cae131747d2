using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

/// <summary>
/// A family of detectors as tests need it: output tensors of a small model (input 64 × 64 pixels, two labels unless it finds
/// faces), and how its exporter would write a box into them. The encodings are the inverse of the families' definitions,
/// written here a second time.
/// </summary>
/// <param name="Spec">Family and parameters.</param>
/// <param name="Labels">Lines of the label file.</param>
/// <param name="Outputs">What the model declares.</param>
/// <param name="Write">Writes a box (input pixels), label and score at the cell, or row, that an exporter would choose.</param>
internal sealed record BoxFamily(
    DecoderSpec Spec, int Labels, ImmutableArray<TensorSpec> Outputs, Action<Tensor[], TestBox> Write)
{
    public const int InputSide = 64;

    private const int Cells2 = 1024;
    private const int Cells8 = 64;
    private const int Cells16 = 16;
    private const int Cells32 = 4;
    private const int AllCells = Cells8 + Cells16 + Cells32;
    private const int FineCells = InputSide * InputSide / 16;

    /// <summary>Every family that gives boxes of any size.</summary>
    public static ImmutableArray<BoxFamily> All { get; } =
    [
        new(Of(DecoderKind.Yolov5), 2, [Spec32("out", 1, 100, 7)], (o, b) => Row(o[0], b.Source, 7, b.X, b.Y, b.Width, b.Height, b.Score, b.FirstClass(0.999f), b.SecondClass(0.999f))),
        new(Of(DecoderKind.Yolov8), 2, [Spec32("out", 1, 6, 101)], (o, b) => Column(o[0], b.Source, 101, b.X, b.Y, b.Width, b.Height, b.FirstClass(b.Score), b.SecondClass(b.Score))),
        new(Of(DecoderKind.YoloE2e), 2, [Spec32("out", 1, 100, 6)], (o, b) => Row(o[0], b.Source, 6, b.Left, b.Top, b.Right, b.Bottom, b.Score, b.Label)),
        new(Of(DecoderKind.Yolox), 2, [Spec32("out", 1, AllCells, 7)], WriteYolox),
        new(
            Of(DecoderKind.Nanodet) with { Strides = [2, 32, 16] }, 2,
            [Spec32("d2", 1, Cells2, 32), Spec32("c2", 1, Cells2, 2), Spec32("c16", 1, Cells16, 2), Spec32("d16", 1, Cells16, 64), Spec32("c32", 1, Cells32, 2), Spec32("d32", 1, Cells32, 64)],
            WriteNanodet),
        new(Of(DecoderKind.Fastestdet), 2, [Spec32("out", 1, 7, 8, 8)], WriteFastestdet),
        new(
            Of(DecoderKind.Ssd), 2, [Spec32("scores", 1, 50), Spec32("boxes", 1, 50, 4), Spec32("num", 1), Spec32("classes", 1, 50)], WriteSsd),
        new(
            Of(DecoderKind.SsdRaw) with { LabelOffset = 1, Logits = true, Anchors = new() { Layers = 2 } }, 2,
            [Spec32("boxes", 1, 72, 4), Spec32("scores", 1, 72, 3)], WriteSsdRaw),
        new(Of(DecoderKind.Ultraface), 1, [Spec32("boxes", 1, 90, 4), Spec32("scores", 1, 90, 2)], WriteUltraface),
        new(
            Of(DecoderKind.BoxesScores) with { Boxes = BoxUnits.Relative, BoxForm = BoxForm.Centre, Logits = true, Extra = 1 }, 2,
            [Spec32("logits", 1, 90, 3), Spec32("pred_boxes", 1, 90, 4)], WriteQueries),
        new(
            Of(DecoderKind.Scrfd), 1,
            [.. new[] { Cells8, Cells16, Cells32 }.SelectMany(n => new[] { Spec32("k", 2 * n, 10), Spec32("b", 2 * n, 4), Spec32("s", 2 * n, 1) })],
            WriteScrfd),
        new(Of(DecoderKind.Blazeface), 1, [Spec32("scores", 1, 224, 1), Spec32("boxes", 1, 224, 16)], (o, b) => WriteBlaze(o, b, 16)),
        new(Of(DecoderKind.PalmDetection), 1, [Spec32("scores", 1, 224, 1), Spec32("boxes", 1, 224, 18)], (o, b) => WriteBlaze(o, b, 18)),
        new(
            Of(DecoderKind.Yunet), 1,
            [.. new[] { Cells8, Cells16, Cells32 }.SelectMany(n => new[] { Spec32("k", 1, n, 10), Spec32("c", 1, n, 1), Spec32("b", 1, n, 4), Spec32("o", 1, n, 1) })],
            WriteYunet),
        new(Of(DecoderKind.Centroid), 2, [Spec32("heat", 1, 2, 16, 16), Spec32("geom", 1, 4, 16, 16)], WriteCentroid),
    ];

    public static TheoryData<DecoderKind> Kinds { get; } = [.. All.Select(f => f.Spec.Kind)];

    public static BoxFamily For(DecoderKind kind) => All.First(f => f.Spec.Kind == kind);

    /// <summary>Outputs in which nothing is to be seen.</summary>
    public Tensor[] Empty()
    {
        var outputs = Outputs.Select(o => new Tensor(o)).ToArray();
        if (Spec.Logits)
            outputs.First(o => o.Shape[^1] != 4).As<float>().Fill(-20);
        return outputs;
    }

    public IModelDecoder Decoder() => ModelDecoder.Create(Spec, Outputs.AsSpan(), InputSide, InputSide, Labels);

    private static DecoderSpec Of(DecoderKind kind) => Decoders.Of(kind).Defaults with { ScoreThreshold = 0.25f };

    private static TensorSpec Spec32(string name, params ImmutableArray<int> shape) => new(name, TensorElementType.Float32, shape);

    private static void Row(Tensor tensor, int row, int length, params ReadOnlySpan<float> values) =>
        values.CopyTo(tensor.As<float>()[(row * length)..]);

    private static void Column(Tensor tensor, int column, int columns, params ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            tensor.As<float>()[(i * columns) + column] = values[i];
    }

    /// <summary>The cell of a level that the middle of a box is in.</summary>
    private static (int Column, int Row, int Cell) CellOf(TestBox box, int stride)
    {
        var (column, row) = ((int)(box.X / stride), (int)(box.Y / stride));
        return (column, row, (row * InputSide / stride) + column);
    }

    private static void WriteYolox(Tensor[] outputs, TestBox box)
    {
        var (column, row, cell) = CellOf(box, 16);
        Row(
            outputs[0], Cells8 + cell, 7, (box.X / 16) - column, (box.Y / 16) - row, MathF.Log(box.Width / 16), MathF.Log(box.Height / 16),
            box.Score, box.FirstClass(0.999f), box.SecondClass(0.999f));
    }

    /// <summary>All weight on the two bins around each distance.</summary>
    private static void WriteNanodet(Tensor[] outputs, TestBox box)
    {
        // Distances cannot be negative, so the cell's middle must be in the box: stride 2 has one in every box of 2 pixels.
        var (column, row, cell) = CellOf(box, 2);
        var (x, y) = ((column + 0.5f) * 2, (row + 0.5f) * 2);
        Row(outputs[1], cell, 2, box.FirstClass(box.Score), box.SecondClass(box.Score));
        var logits = outputs[0].As<float>().Slice(cell * 32, 32);
        logits.Fill(-100);
        float[] distances = [(x - box.Left) / 2, (y - box.Top) / 2, (box.Right - x) / 2, (box.Bottom - y) / 2];
        for (var side = 0; side < 4; side++)
        {
            var (whole, part) = ((int)distances[side], distances[side] - (int)distances[side]);
            logits[(side * 8) + whole] = MathF.Log(1 - part + 1e-9f);
            logits[(side * 8) + whole + 1] = MathF.Log(part + 1e-9f);
        }
    }

    private static void WriteFastestdet(Tensor[] outputs, TestBox box)
    {
        var (column, row, cell) = CellOf(box, 8);
        Column(
            outputs[0], cell, 64, box.Score, MathF.Atanh((box.X / 8) - column), MathF.Atanh((box.Y / 8) - row),
            Logit(box.Width / InputSide), Logit(box.Height / InputSide), box.FirstClass(box.Score), box.SecondClass(box.Score));
    }

    private static void WriteSsd(Tensor[] outputs, TestBox box)
    {
        outputs[0].As<float>()[box.Source] = box.Score;
        Row(outputs[1], box.Source, 4, box.Top / InputSide, box.Left / InputSide, box.Bottom / InputSide, box.Right / InputSide);
        outputs[2].As<float>()[0] = 50;
        outputs[3].As<float>()[box.Source] = box.Label;
    }

    /// <summary>Anchor 1 of a cell of the first grid is twice as wide as high: 0.2 √2 and 0.2 / √2 of the input.</summary>
    private static void WriteSsdRaw(Tensor[] outputs, TestBox box)
    {
        var (column, row, cell) = CellOf(box, 16);
        var (width, height) = (0.2f * MathF.Sqrt(2) * InputSide, 0.2f / MathF.Sqrt(2) * InputSide);
        var anchor = (cell * 3) + 1;
        Row(
            outputs[0], anchor, 4,
            (box.Y - ((row + 0.5f) * 16)) / height / 0.1f, (box.X - ((column + 0.5f) * 16)) / width / 0.1f,
            MathF.Log(box.Height / height) / 0.2f, MathF.Log(box.Width / width) / 0.2f);
        Row(outputs[1], anchor, 3, 30, box.FirstClass(Logit(box.Score), -20), box.SecondClass(Logit(box.Score), -20));
    }

    private static void WriteUltraface(Tensor[] outputs, TestBox box)
    {
        Row(outputs[0], box.Source, 4, box.Left / InputSide, box.Top / InputSide, box.Right / InputSide, box.Bottom / InputSide);
        Row(outputs[1], box.Source, 2, 1 - box.Score, box.Score);
    }

    /// <summary>The second box of a cell, in strides from its corner.</summary>
    private static void WriteScrfd(Tensor[] outputs, TestBox box)
    {
        var (column, row, cell) = CellOf(box, 8);
        Row(outputs[1], (2 * cell) + 1, 4, column - (box.Left / 8), row - (box.Top / 8), (box.Right / 8) - column, (box.Bottom / 8) - row);
        Row(outputs[2], (2 * cell) + 1, 1, box.Score);
    }

    /// <summary>DETR: the number behind the classes says that a query found nothing.</summary>
    private static void WriteQueries(Tensor[] outputs, TestBox box)
    {
        Row(outputs[0], box.Source, 3, box.FirstClass(Logit(box.Score), -20), box.SecondClass(Logit(box.Score), -20), 30);
        Row(outputs[1], box.Source, 4, box.X / InputSide, box.Y / InputSide, box.Width / InputSide, box.Height / InputSide);
    }

    /// <summary>The second box of a cell of the first grid, in pixels from its middle.</summary>
    private static void WriteBlaze(Tensor[] outputs, TestBox box, int width)
    {
        var (column, row, cell) = CellOf(box, 8);
        Row(outputs[0], (2 * cell) + 1, 1, Logit(box.Score));
        Row(outputs[1], (2 * cell) + 1, width, box.X - ((column + 0.5f) * 8), box.Y - ((row + 0.5f) * 8), box.Width, box.Height);
    }

    /// <summary>Landmark i is at the middle of the box, i pixels to the right of it.</summary>
    private static void WriteYunet(Tensor[] outputs, TestBox box)
    {
        var (column, row, cell) = CellOf(box, 16);
        var (x, y) = ((box.X / 16) - column, (box.Y / 16) - row);
        Row(outputs[4], cell, 10, [.. Enumerable.Range(0, 5).SelectMany(i => new[] { x + (i / 16f), y })]);
        Row(outputs[5], cell, 1, box.Score);
        Row(outputs[6], cell, 4, x, y, MathF.Log(box.Width / 16), MathF.Log(box.Height / 16));
        Row(outputs[7], cell, 1, box.Score);
    }

    private static void WriteCentroid(Tensor[] outputs, TestBox box)
    {
        var (column, row, cell) = CellOf(box, 4);
        outputs[0].As<float>()[(box.Label * FineCells) + cell] = box.Score;
        Column(
            outputs[1], cell, FineCells, MathF.Sqrt(box.Width / InputSide), MathF.Sqrt(box.Height / InputSide),
            (box.X / 4) - column - 0.5f, (box.Y / 4) - row - 0.5f);
    }

    private static float Logit(float probability) => MathF.Log(probability / (1 - probability));
}
