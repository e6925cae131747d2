using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class NanodetPlusDecoderTests
{
    private const int Classes = 3;
    private const int RowLength = Classes + 32;

    // Sides that no stride divides: 13 × 8, 7 × 4, 4 × 2 and 2 × 1 cells.
    private const int Width = 100;
    private const int Height = 60;
    private const int Cells = 104 + 28 + 8 + 2;

    private static readonly DecoderSpec Spec = Decoders.Of(DecoderKind.NanodetPlus).Defaults with { ScoreThreshold = 0.5f };

    [Fact]
    public void Decode_OneCell_IsDistancesFromItsCornerInStrides()
    {
        // Column 2, row 1 of stride 16. All weight on one bin, or half on each of two: 1, 0.5, 2 and 1.5 strides.
        var output = TensorOf.Floats("output", [1, Cells, RowLength]);
        var row = output.As<float>().Slice((104 + 7 + 2) * RowLength, RowLength);
        row.Fill(-100);
        row[..Classes].Clear();
        row[1] = 0.75f;
        foreach (var bin in new[] { 1, 8, 9, 16 + 2, 24 + 1, 24 + 2 })
            row[Classes + bin] = 3;

        var detection = Assert.Single(TensorOf.Decode(Spec, Width, Height, Classes, output).Detections.ToArray());
        Assert.Equal((1, 0.75f), (detection.LabelIndex, detection.Score));
        AssertBox([32 - 16, 16 - 8, 32 + 32, 16 + 24], detection.Box);
    }

    [Fact]
    public void Decode_RandomOutput_IsAsTheStraightforwardReference()
    {
        var random = new Random(11);
        for (var round = 0; round < 20; round++)
        {
            var output = TensorOf.Floats("output", [1, Cells, RowLength], [.. Enumerable.Range(0, Cells * RowLength).Select(i =>
                i % RowLength < Classes ? random.NextSingle() * 0.6f : (random.NextSingle() * 12) - 6)]);
            var expected = Reference(output.As<float>().ToArray());
            var found = TensorOf.Decode(Spec with { IouThreshold = 1 }, Width, Height, Classes, output).Detections.ToArray();

            Assert.InRange(expected.Count, 10, 100);
            Assert.Equal(expected.Select(e => (e.Label, e.Score)), found.Select(d => (d.LabelIndex, d.Score)));
            for (var i = 0; i < found.Length; i++)
                AssertBox(expected[i].Box, found[i].Box);
        }
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var output = TensorOf.Floats("output", [1, Cells, RowLength]);
        output.As<float>()[5 * RowLength] = 0.9f;
        var decoder = ModelDecoder.Create(Spec, [output.Spec], Width, Height, Classes);
        Tensor[] outputs = [output];
        var result = new ModelResult();

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, TensorOf.Identity(Width, Height), result)));
        Assert.Equal(1, result.Detections.Length);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Decode_NothingFinite_IsNothing(float value)
    {
        var output = TensorOf.Floats("output", [1, Cells, RowLength]);
        output.As<float>().Fill(value);

        Assert.Equal(0, TensorOf.Decode(Spec, Width, Height, Classes, output).Detections.Length);
    }

    [Theory]
    [InlineData(Cells, RowLength + 1, "has 4 classes, the label file 3 lines")]
    [InlineData(Cells - 2, RowLength, "expected shape [1,142,?]")]
    public void Create_LabelsOrStridesDoNotFit_SaysSo(int rows, int columns, string expected)
    {
        var error = Assert.Throws<DecoderMismatchException>(
            () => ModelDecoder.Create(Spec, [new TensorSpec("output", TensorElementType.Float32, [1, rows, columns])], Width, Height, Classes));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The shape of the official export with the 80 classes of COCO.</summary>
    [Fact]
    public void For_OfficialExport_IsProposedWithStretchedInput()
    {
        var model = new ModelShape(416, 416, [new OutputShape("output", "float32", [1, 3598, 112], "Transpose")]);

        // Tables of decoded boxes may have as many rows; what is seen tells them apart.
        var decoder = Assert.Single(Decoders.For(model), fit => fit.Decoder.Kind == DecoderKind.NanodetPlus).Decoder;
        Assert.Equal(80, decoder.CountClasses(model));
        Assert.Equal((ColorOrder.Bgr, ResizeMode.Stretch), (decoder.Habits(TensorLayout.Nchw).Color, decoder.Habits(TensorLayout.Nchw).Resize));
        Assert.Empty(Decoders.For(model with { InputWidth = 320, InputHeight = 320 }));
    }

    private static void AssertBox(double[] pixels, BoundingBox box)
    {
        Assert.Equal(Math.Clamp(pixels[0], 0, Width), box.Left * Width, 1e-3);
        Assert.Equal(Math.Clamp(pixels[1], 0, Height), box.Top * Height, 1e-3);
        Assert.Equal(Math.Clamp(pixels[2], 0, Width), box.Right * Width, 1e-3);
        Assert.Equal(Math.Clamp(pixels[3], 0, Height), box.Bottom * Height, 1e-3);
    }

    /// <summary>Every box of 0.5 or more that shows some of the frame, best first; no suppression.</summary>
    private static List<(int Label, float Score, double[] Box)> Reference(float[] values)
    {
        var found = new List<(int Label, float Score, double[] Box)>();
        var row = 0;
        foreach (var stride in new[] { 8, 16, 32, 64 })
        {
            for (var y = 0; y < Math.Ceiling((double)Height / stride); y++)
            {
                for (var x = 0; x < Math.Ceiling((double)Width / stride); x++, row++)
                {
                    var scores = values[(row * RowLength)..][..Classes];
                    var distances = Enumerable.Range(0, 4).Select(side => stride * Expectation(values[((row * RowLength) + Classes + (8 * side))..][..8])).ToArray();
                    double[] box = [(x * stride) - distances[0], (y * stride) - distances[1], (x * stride) + distances[2], (y * stride) + distances[3]];
                    if (scores.Max() >= 0.5f && box[0] < Width && box[1] < Height)
                        found.Add((Array.IndexOf(scores, scores.Max()), scores.Max(), box));
                }
            }
        }

        Assert.Equal(Cells, row);
        return [.. found.OrderByDescending(f => f.Score)];
    }

    private static double Expectation(float[] logits)
    {
        var sum = logits.Sum(l => Math.Exp(l));
        return logits.Select((l, i) => i * Math.Exp(l) / sum).Sum();
    }
}
