using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class CentroidDecoderTests
{
    private static readonly DecoderSpec Spec = Decoders.Of(DecoderKind.Centroid).Defaults with { ScoreThreshold = 0.32f };

    [Fact]
    public void Decode_OneHotCellWithoutGeometry_IsABoxOfOneCell()
    {
        var heat = Heat(1, 4, 4, (0, 1, 2, 0.8f));

        var detection = Assert.Single(TensorOf.Decode(Spec, 160, 160, 1, heat).Detections.ToArray());

        Assert.Equal(new Detection(new BoundingBox(0.5f, 0.25f, 0.75f, 0.5f), 0, 0.8f), detection);
    }

    [Fact]
    public void Decode_Geometry_GivesCentreAndSize()
    {
        // Row 1, column 2 of 4 × 4: centre ((2 + ½ + ¼) / 4, (1 + ½ − ½) / 4) = (0.6875, 0.25); size (0.5², 0.25²) = (0.25, 0.0625).
        var heat = Heat(2, 4, 4, (1, 1, 2, 0.9f));
        var geometry = Heat(4, 4, 4, (0, 1, 2, 0.5f), (1, 1, 2, 0.25f), (2, 1, 2, 0.25f), (3, 1, 2, -0.5f));

        var detection = Assert.Single(TensorOf.Decode(Spec, 160, 160, 2, heat, geometry).Detections.ToArray());

        Assert.Equal((1, 0.9f), (detection.LabelIndex, detection.Score));
        Assert.Equal(0.5625f, detection.Box.Left, 1e-6f);
        Assert.Equal(0.21875f, detection.Box.Top, 1e-6f);
        Assert.Equal(0.8125f, detection.Box.Right, 1e-6f);
        Assert.Equal(0.28125f, detection.Box.Bottom, 1e-6f);
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(2, 1, -1)]
    public void Decode_ChannelsLastWithABackground_ReportsOnlyObjects(int labels, int offset, int background)
    {
        // FOMO: a softmax over background, car, bike in rows of 4 × 5 cells; the bike is in row 1, column 2.
        var heat = new Tensor(new TensorSpec("p", TensorElementType.Float32, [1, 4, 5, 3]));
        for (var cell = 0; cell < 20; cell++)
            heat.As<float>()[cell * 3] = 0.99f;
        heat.As<float>()[(((1 * 5) + 2) * 3) + 0] = 0.1f;
        heat.As<float>()[(((1 * 5) + 2) * 3) + 2] = 0.9f;

        var detection = Assert.Single(TensorOf.Decode(Spec with { LabelOffset = offset, Background = background }, 40, 32, labels, heat).Detections.ToArray());

        Assert.Equal(new Detection(new BoundingBox(0.4f, 0.25f, 0.6f, 0.5f), labels - 1, 0.9f), detection);
    }

    [Fact]
    public void Decode_LetterboxedFrame_MapsBack()
    {
        // A 200 × 100 frame in a 100 × 100 input: scale 2, 25 rows of padding. Cell (1, 1) of 4 × 4 spans 25..50 in the input.
        var heat = Heat(1, 4, 4, (0, 1, 1, 0.8f));
        var decoder = ModelDecoder.Create(Spec, [heat.Spec], 100, 100, 1);
        var result = new ModelResult();

        decoder.Decode([heat], new(2, 2, 0, -50, 200, 100), result);

        Assert.Equal(new BoundingBox(0.25f, 0, 0.5f, 0.5f), result.Detections[0].Box);
    }

    [Fact]
    public void Decode_NeighbourIsHotter_OnlyThePeakCounts()
    {
        var heat = Heat(1, 4, 4, (0, 1, 1, 0.8f), (0, 2, 2, 0.9f), (0, 0, 0, 0.7f));

        Assert.Equal(0.9f, Assert.Single(TensorOf.Decode(Spec, 160, 160, 1, heat).Detections.ToArray()).Score);
    }

    [Fact]
    public void Decode_NeighbourOfAnotherClass_DoesNotCompete()
    {
        var heat = Heat(2, 4, 4, (0, 1, 1, 0.8f), (1, 1, 2, 0.9f));

        Assert.Equal([1, 0], TensorOf.Decode(Spec, 160, 160, 2, heat).Detections.ToArray().Select(d => d.LabelIndex));
    }

    [Theory]
    [InlineData(0.32f, 1)]
    [InlineData(0.319f, 0)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 0)]
    public void Decode_Threshold_IsInclusiveAndWantsNumbers(float score, int expected) =>
        Assert.Equal(expected, TensorOf.Decode(Spec, 160, 160, 1, Heat(1, 4, 4, (0, 0, 0, score))).Detections.Length);

    [Fact]
    public void Decode_GeometryIsNaN_DropsTheBox()
    {
        var geometry = Heat(4, 4, 4, (0, 1, 2, float.NaN), (1, 1, 2, 0.25f));

        Assert.Equal(0, TensorOf.Decode(Spec, 160, 160, 1, Heat(1, 4, 4, (0, 1, 2, 0.9f)), geometry).Detections.Length);
    }

    [Fact]
    public void Decode_OverlappingBoxes_AreSuppressed()
    {
        // Two peaks two columns apart, each half the frame wide: IoU (0.5 − 0.1) / (0.5 + 0.1) = 0.67 on 20 columns.
        var heat = Heat(1, 20, 20, (0, 10, 9, 0.9f), (0, 10, 11, 0.8f));
        var root = MathF.Sqrt(0.5f);
        var geometry = Heat(4, 20, 20, (0, 10, 9, root), (1, 10, 9, root), (0, 10, 11, root), (1, 10, 11, root));

        Assert.Equal(0.9f, Assert.Single(TensorOf.Decode(Spec, 160, 160, 1, heat, geometry).Detections.ToArray()).Score);
    }

    [Fact]
    public void Decode_AllCellsHot_StaysWithinTheLimit()
    {
        var heat = TensorOf.Floats("heat", [1, 3, 40, 40]);
        heat.As<float>().Fill(0.9f);

        Assert.Equal(100, TensorOf.Decode(Spec, 160, 160, 3, heat).Detections.Length);
    }

    [Fact]
    public void Create_OutputsInOtherOrder_AreToldApartByName()
    {
        var geometry = new TensorSpec("geom", TensorElementType.Float32, [1, 4, 20, 20]);
        var heat = new TensorSpec("heat", TensorElementType.Float32, [1, 3, 20, 20]);

        Assert.NotNull(ModelDecoder.Create(Spec, [geometry, heat], 160, 160, 3));
    }

    [Fact]
    public void Create_GeometryOfAnotherGrid_SaysExpectedShape()
    {
        var heat = new TensorSpec("heat", TensorElementType.Float32, [1, 3, 20, 20]);
        var geometry = new TensorSpec("geom", TensorElementType.Float32, [1, 4, 10, 10]);

        var error = Assert.Throws<DecoderMismatchException>(() => ModelDecoder.Create(Spec, [heat, geometry], 160, 160, 3));

        Assert.Equal("Output 'geom' float32[1,4,10,10]: expected shape [1,4,20,20].", error.Message);
    }

    [Fact]
    public void Create_LabelCountDiffers_Throws() =>
        Assert.Throws<DecoderMismatchException>(
            () => ModelDecoder.Create(Spec, [new TensorSpec("heat", TensorElementType.Float32, [1, 3, 20, 20])], 160, 160, 2));

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var outputs = new[] { Heat(1, 4, 4, (0, 1, 2, 0.8f), (0, 3, 0, 0.5f)), Heat(4, 4, 4, (0, 1, 2, 0.5f), (1, 1, 2, 0.5f)) };
        var decoder = ModelDecoder.Create(Spec, outputs.Select(o => o.Spec).ToArray(), 160, 160, 1);
        var result = new ModelResult();

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, TensorOf.Identity(160, 160), result)));
    }

    private static Tensor Heat(int channels, int rows, int columns, params ReadOnlySpan<(int Channel, int Row, int Column, float Value)> cells)
    {
        var tensor = TensorOf.Floats("map", [1, channels, rows, columns]);
        foreach (var (channel, row, column, value) in cells)
            tensor.As<float>()[(((channel * rows) + row) * columns) + column] = value;
        return tensor;
    }
}
