using System.Collections.Immutable;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Decoding;

public sealed class SegmentationDecoderTests
{
    private static readonly DecoderSpec Spec = new() { Kind = DecoderKind.Segmentation, ScoreThreshold = 0.5f, MinRegionArea = 0 };

    /// <summary>Two regions of class 1, of which one touches itself only at a corner, and one of class 2; 20 cells.</summary>
    private static readonly int[] Map =
    [
        1, 0, 0, 2, 2,
        0, 1, 0, 2, 2,
        0, 0, 0, 0, 0,
        1, 1, 1, 0, 0,
    ];

    [Theory]
    [InlineData(TensorElementType.Int64)]
    [InlineData(TensorElementType.Int32)]
    [InlineData(TensorElementType.UInt8)]
    public void Decode_ClassMap_GivesSharesRegionsAndBoxes(TensorElementType type)
    {
        var result = TensorOf.Decode(Spec, 50, 40, 3, Numbers(type, [1, 4, 5], Map));

        Assert.Equal([new Segment(1, 0.25f, 2), new Segment(2, 0.2f, 1)], result.Segments.ToArray());
        Assert.Equal(
            [
                new(2, new BoundingBox(0.6f, 0, 1, 0.5f), 0.2f),
                new(1, new BoundingBox(0, 0.75f, 0.6f, 1), 0.15f),
                new(1, new BoundingBox(0, 0, 0.4f, 0.5f), 0.1f),
            ],
            result.Regions.ToArray());
        Assert.Equal(0, result.Detections.Length);
    }

    [Fact]
    public void Decode_ScorePerClass_TheBestWinsInEitherLayout()
    {
        int[] planes = [1, 3, 4, 5], rows = [1, 4, 5, 3];
        var (byPlane, byRow) = (TensorOf.Floats("p", [.. planes]), TensorOf.Floats("r", [.. rows]));
        for (var i = 0; i < Map.Length; i++)
        {
            for (var label = 0; label < 3; label++)
                byPlane.As<float>()[(label * Map.Length) + i] = byRow.As<float>()[(i * 3) + label] = label == Map[i] ? -1 : -2;
        }

        Segment[] expected = [new(1, 0.25f, 2), new(2, 0.2f, 1)];
        Assert.Equal(expected, TensorOf.Decode(Spec, 50, 40, 3, byPlane).Segments.ToArray());
        Assert.Equal(expected, TensorOf.Decode(Spec, 50, 40, 3, byRow).Segments.ToArray());
    }

    [Fact]
    public void Decode_ProbabilityOfOneClass_CountsCellsFromTheThresholdOn()
    {
        var output = TensorOf.Floats("p", [1, 2, 4, 1], 0.5f, 0.49f, float.NaN, float.PositiveInfinity, 1, 0, 0, 0.9f);

        var result = TensorOf.Decode(Spec, 4, 2, 1, output);

        Assert.Equal([new Segment(0, 0.375f, 2)], result.Segments.ToArray());
    }

    [Fact]
    public void Decode_SmallRegions_CountAsAreaOnly()
    {
        var result = TensorOf.Decode(Spec with { MinRegionArea = 0.12f }, 50, 40, 3, Numbers(TensorElementType.Int64, [1, 4, 5], Map));

        Assert.Equal([new Segment(1, 0.25f, 1), new Segment(2, 0.2f, 1)], result.Segments.ToArray());
        Assert.Equal(2, result.Regions.Length);
    }

    [Fact]
    public void Decode_MoreRegionsThanRoom_TheLargestGetTheBoxes()
    {
        var result = TensorOf.Decode(Spec with { MaxRegions = 2 }, 50, 40, 3, Numbers(TensorElementType.Int64, [1, 4, 5], Map));

        Assert.Equal([0.2f, 0.15f], result.Regions.ToArray().Select(r => r.Area));
        Assert.Equal(2, result.Segments[0].RegionCount);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(-1, 3)]
    public void Decode_Background_IsNotReported(int background, int expected)
    {
        var result = TensorOf.Decode(Spec with { Background = background }, 50, 40, 3, Numbers(TensorElementType.Int64, [1, 4, 5], Map));

        Assert.Equal(expected, result.Segments.Length);
        Assert.DoesNotContain(result.Segments.ToArray(), s => s.LabelIndex == background);
    }

    [Fact]
    public void Decode_Letterbox_SharesAreThoseOfTheFrame()
    {
        // A 40 × 20 frame in a 40 × 40 input: of 4 rows of cells the middle two show it, and half of those is class 1.
        var output = Numbers(TensorElementType.Int64, [1, 4, 4], [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1]);
        var decoder = ModelDecoder.Create(Spec, [output.Spec], 40, 40, 2);
        var result = new ModelResult();

        decoder.Decode([output], new ResizeTransform(1, 1, 0, -10, 40, 20), result);

        Assert.Equal([new Segment(1, 0.5f, 1)], result.Segments.ToArray());
        Assert.Equal(new BoundingBox(0, 0, 0.5f, 1), result.Regions[0].Box);
    }

    [Fact]
    public void Decode_ClassesWithoutALabel_AreNothing() =>
        Assert.Empty(TensorOf.Decode(Spec, 2, 2, 2, Numbers(TensorElementType.Int64, [1, 2, 2], [-1, 2, 255, -9])).Segments.ToArray());

    [Fact]
    public void Decode_OneRegionEverywhere_IsTheFrame()
    {
        var output = TensorOf.Floats("p", [1, 64, 64]);
        output.As<float>().Fill(1);

        var result = TensorOf.Decode(Spec, 64, 64, 1, output);

        Assert.Equal([new SegmentRegion(0, new BoundingBox(0, 0, 1, 1), 1)], result.Regions.ToArray());
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var outputs = new[] { Numbers(TensorElementType.Int64, [1, 4, 5], Map) };
        var decoder = ModelDecoder.Create(Spec, [outputs[0].Spec], 50, 40, 3);
        var result = new ModelResult();
        decoder.Decode(outputs, TensorOf.Identity(50, 40), result);

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(outputs, TensorOf.Identity(50, 40), result)));
    }

    [Fact]
    public void Create_MapOfFloatsForSeveralLabels_SaysWhatIsExpected()
    {
        var error = Assert.Throws<DecoderMismatchException>(() => TensorOf.Decode(Spec, 4, 4, 3, TensorOf.Floats("m", [1, 4, 4])));

        Assert.Equal(
            "Output 'm' float32[1,4,4]: segmentation with 3 labels expects a class per cell, such as int64[1,H,W], or a score per class, "
            + "float32[1,3,H,W] or [1,H,W,3].",
            error.Message);
    }

    private static Tensor Numbers(TensorElementType type, ImmutableArray<int> shape, int[] values)
    {
        var tensor = new Tensor(new TensorSpec("map", type, shape));
        for (var i = 0; i < values.Length; i++)
        {
            switch (type)
            {
                case TensorElementType.Int64:
                    tensor.As<long>()[i] = values[i];
                    break;
                case TensorElementType.Int32:
                    tensor.As<int>()[i] = values[i];
                    break;
                default:
                    tensor.Bytes[i] = (byte)values[i];
                    break;
            }
        }

        return tensor;
    }
}
