using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

public sealed class TensorPackerTests
{
    private static readonly byte[] FourByFour =
    [
        0, 10, 20, 30,
        40, 50, 60, 70,
        80, 90, 100, 110,
        120, 130, 140, 150,
    ];

    [Fact]
    public void Pack_SameSize_CopiesPixels()
    {
        using var frame = TestFrames.Gray(4, FourByFour);

        Assert.Equal(FourByFour, PackGray(frame, GraySpec(4, 4)));
    }

    [Fact]
    public void Pack_HalfSize_AveragesTwoByTwo()
    {
        // Scale 2: output 0 lies at (0 + ½) · 2 − ½ = ½, between samples 0 and 1. (0 + 10 + 40 + 50) / 4 = 25.
        using var frame = TestFrames.Gray(4, FourByFour);

        Assert.Equal([25, 45, 105, 125], PackGray(frame, GraySpec(2, 2)));
    }

    [Fact]
    public void Pack_Enlarged_ClampsAtTheEdgeAndRoundsHalfUp()
    {
        // Scale ½: outputs at −¼ (clamped to 0), ¼, ¾, 1¼ (clamped to 1). 1 + ¼ · 2 = 1.5, rounded up to 2; 1 + ¾ · 2 = 2.5 → 3.
        using var frame = TestFrames.Gray(2, 1, 3);

        Assert.Equal([1, 2, 3, 3], PackGray(frame, GraySpec(4, 1)));
    }

    [Fact]
    public void Pack_CenterCrop_IgnoresWhatLiesOutside()
    {
        // Half of the shorter side: columns and rows 1..2.
        using var frame = TestFrames.Gray(4, FourByFour);

        Assert.Equal([50, 60, 90, 100], PackGray(frame, GraySpec(2, 2) with { Resize = ResizeMode.CenterCrop, CropFraction = 0.5f }));
    }

    [Fact]
    public void Pack_CenterCropEnlarged_ClampsToTheCropNotTheFrame()
    {
        using var frame = TestFrames.Gray(4, 0, 10, 20, 255, 0, 10, 20, 255, 0, 10, 20, 255, 0, 10, 20, 255);

        var packed = PackGray(frame, GraySpec(4, 4) with { Resize = ResizeMode.CenterCrop, CropFraction = 0.5f });

        Assert.Equal([10, 13, 18, 20], packed[..4]);
    }

    [Theory]
    [InlineData(ResizeMode.LetterboxCenter, new byte[] { 7, 7, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8, 7, 7, 7, 7 })]
    [InlineData(ResizeMode.LetterboxTopLeft, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 7, 7, 7, 7, 7, 7, 7, 7 })]
    public void Pack_WideFrameLetterboxed_PadsAboveAndBelow(ResizeMode mode, byte[] expected)
    {
        using var frame = TestFrames.Gray(4, 1, 2, 3, 4, 5, 6, 7, 8);

        Assert.Equal(expected, PackGray(frame, GraySpec(4, 4) with { Resize = mode, PadValue = 7 }));
    }

    [Fact]
    public void Pack_TallFrameLetterboxed_PadsBothSidesInEveryChannel()
    {
        using var frame = TestFrames.Rgb(2, 4, (x, y) => ((byte)(10 + x), (byte)(20 + y), 30));
        var spec = new InputSpec { Width = 4, Height = 4, Resize = ResizeMode.LetterboxCenter, PadValue = 114, Std = [2, 2, 2] };

        var tensor = Pack(frame, spec);

        Assert.Equal([57, 5, 5.5f, 57], tensor.As<float>()[..4].ToArray());
        Assert.Equal([57, 10, 10, 57], tensor.As<float>().Slice(16, 4).ToArray());
        Assert.Equal([57, 15, 15, 57], tensor.As<float>()[^4..].ToArray());
    }

    [Fact]
    public void Pack_NchwRgb_WritesPlanesNormalisedPerChannel()
    {
        using var frame = TestFrames.Rgb(2, 1, (x, _) => ((byte)(10 + x), (byte)(20 + x), (byte)(30 + x)));
        var spec = new InputSpec { Width = 2, Height = 1, Mean = [10, 20, 30], Std = [1, 2, 4] };

        Assert.Equal([0, 1, 0, 0.5f, 0, 0.25f], Pack(frame, spec).As<float>().ToArray());
    }

    [Fact]
    public void Pack_NhwcBgr_WritesBlueFirstWithItsOwnMean()
    {
        using var frame = TestFrames.Rgb(1, 1, (_, _) => (10, 20, 30));
        var spec = new InputSpec { Width = 1, Height = 1, Layout = TensorLayout.Nhwc, Color = ColorOrder.Bgr, Mean = [1, 2, 3] };

        Assert.Equal([29, 18, 7], Pack(frame, spec).As<float>().ToArray());
    }

    [Fact]
    public void Pack_GrayFromRgb_WeighsAndRounds()
    {
        // 0.299 · 100 + 0.587 · 50 + 0.114 · 200 = 82.05
        using var frame = TestFrames.Rgb(1, 1, (_, _) => (100, 50, 200));

        Assert.Equal([82], PackGray(frame, GraySpec(1, 1)));
    }

    [Fact]
    public void Pack_Int8_SubtractsTheMean()
    {
        using var frame = TestFrames.Gray(3, 0, 128, 255);
        var spec = GraySpec(3, 1) with { ElementType = TensorElementType.Int8, Mean = [128] };

        Assert.Equal([-128, 0, 127], Pack(frame, spec).As<sbyte>().ToArray());
    }

    [Fact]
    public void Pack_Int8WithFraction_TruncatesTowardsZero()
    {
        using var frame = TestFrames.Gray(3, 127, 128, 131);
        var spec = GraySpec(3, 1) with { ElementType = TensorElementType.Int8, Mean = [128], Std = [2] };

        Assert.Equal([0, 0, 1], Pack(frame, spec).As<sbyte>().ToArray());
    }

    [Fact]
    public void Pack_Float16_RoundsToNearest()
    {
        using var frame = TestFrames.Gray(1, 100);
        var spec = GraySpec(1, 1) with { ElementType = TensorElementType.Float16, Std = [3] };

        Assert.Equal((Half)33.333332f, Pack(frame, spec).As<Half>()[0]);
    }

    [Fact]
    public void Pack_GrayFrameToRgb_RepeatsTheLuma()
    {
        using var frame = TestFrames.Gray(1, 77);

        Assert.Equal([77, 77, 77], Pack(frame, new InputSpec { Width = 1, Height = 1 }).As<float>().ToArray());
    }

    [Fact]
    public void Pack_FrameSizeChanges_FollowsIt()
    {
        var spec = GraySpec(2, 1);
        var packer = new TensorPacker(spec);
        var tensor = TestFrames.TensorFor(spec);
        using var small = TestFrames.Gray(2, 3, 9);
        using var large = TestFrames.Gray(4, 0, 10, 20, 30);

        packer.Pack(large, tensor);
        packer.Pack(small, tensor);

        Assert.Equal([3, 9], tensor.Bytes.ToArray());
    }

    [Theory]
    [InlineData(TensorElementType.UInt8, 0, 0.5f)]
    [InlineData(TensorElementType.Int8, 0, 1)]
    [InlineData(TensorElementType.Float32, 0, 0)]
    [InlineData(TensorElementType.Float16, 0, 0.001f)]
    [InlineData(TensorElementType.Int64, 0, 1)]
    public void Constructor_NormalisationThatTheTypeCannotHold_Throws(TensorElementType type, float mean, float std) =>
        Assert.Throws<ArgumentException>(() => new TensorPacker(GraySpec(1, 1) with { ElementType = type, Mean = [mean], Std = [std] }));

    [Fact]
    public void Pack_TensorOfAnotherShape_SaysExpectedAndGot()
    {
        using var frame = TestFrames.Gray(1, 1);
        var tensor = new Tensor(new TensorSpec("image", TensorElementType.UInt8, [1, 3, 2, 2]));

        var error = Assert.Throws<ArgumentException>(() => new TensorPacker(GraySpec(2, 2)).Pack(frame, tensor));

        Assert.Contains("expected uint8[1,1,2,2], got 'image' uint8[1,3,2,2]", error.Message, StringComparison.Ordinal);
    }

    private static InputSpec GraySpec(int width, int height) => new()
    {
        Width = width,
        Height = height,
        Color = ColorOrder.Gray,
        ElementType = TensorElementType.UInt8,
    };

    private static byte[] PackGray(Frame frame, InputSpec spec) => Pack(frame, spec).Bytes.ToArray();

    private static Tensor Pack(Frame frame, InputSpec spec)
    {
        var tensor = TestFrames.TensorFor(spec);
        new TensorPacker(spec).Pack(frame, tensor);
        return tensor;
    }
}
