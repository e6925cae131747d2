using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

public sealed class TensorPackerVectorTests
{
    [Fact]
    public void Pack_VectorAndScalar_EqualBitForBit()
    {
        if (!RowSampler.IsAccelerated)
            Assert.Skip("No 128-bit vectors on this machine: only the scalar code runs here.");
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(PackerCase.Any, c =>
        {
            using var frame = c.NewFrame();
            return Pack(c.Spec, frame, vectorized: true).SequenceEqual(Pack(c.Spec, frame, vectorized: false));
        }));
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Yuyv)]
    [InlineData(PixelFormat.I420)]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.Gray8)]
    public void Pack_CameraSizedFrame_VectorAndScalarEqual(PixelFormat format)
    {
        using var frame = TestFrames.Noise(format, 1280, 720);
        var spec = new InputSpec { Width = 224, Height = 224, Resize = ResizeMode.CenterCrop };

        Assert.Equal(Pack(spec, frame, vectorized: false), Pack(spec, frame, vectorized: true));
    }

    public static TheoryData<PixelFormat, ColorOrder, ColorRange> Kinds => new MatrixTheoryData<PixelFormat, ColorOrder, ColorRange>(
        Enum.GetValues<PixelFormat>(), [ColorOrder.Rgb, ColorOrder.Gray], Enum.GetValues<ColorRange>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pack_EveryWidthOfTail_VectorAndScalarEqual(PixelFormat format, ColorOrder color, ColorRange range)
    {
        using var frame = TestFrames.Noise(format, 53, 37, range);
        for (var width = 1; width <= 20; width++)
        {
            var spec = new InputSpec { Width = width, Height = 11, Color = color };

            Assert.Equal(Pack(spec, frame, vectorized: false), Pack(spec, frame, vectorized: true));
        }
    }

    // Weights in quarters and 1/128, where single precision is exact; in 1/256, where it is not taken to be; and in sixths.
    [Theory]
    [InlineData(1280, 720, 160, 160)]
    [InlineData(65, 65, 64, 64)]
    [InlineData(129, 129, 128, 128)]
    [InlineData(320, 240, 128, 180)]
    [InlineData(129, 64, 128, 96)]
    [InlineData(96, 96, 64, 64)]
    public void Pack_WeightsThatMakeHalves_VectorAndScalarEqual(int frameWidth, int frameHeight, int width, int height)
    {
        foreach (var format in new[] { PixelFormat.Rgb24, PixelFormat.Gray8 })
        {
            using var frame = TestFrames.Noise(format, frameWidth, frameHeight);
            var spec = new InputSpec { Width = width, Height = height, Resize = ResizeMode.Stretch };

            Assert.Equal(Pack(spec, frame, vectorized: false), Pack(spec, frame, vectorized: true));
        }
    }

    [Fact]
    public void Pack_Rgb_EqualsDoublePrecisionRoundedHalfUp() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(PackerCase.Any, c =>
        {
            var spec = c.Spec with { Color = ColorOrder.Rgb, Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8, Mean = [0, 0, 0], Std = [1, 1, 1] };
            using var frame = TestFrames.Noise(PixelFormat.Rgb24, c.FrameWidth, c.FrameHeight, seed: c.Seed);
            var packed = Pack(spec, frame, RowSampler.IsAccelerated);
            return ReferencePacker.Resize(frame, spec).Zip(packed).All(pair => ReferencePacker.IsRounded(pair.First, pair.Second));
        }));

    private static byte[] Pack(InputSpec spec, Frame frame, bool vectorized)
    {
        var tensor = TestFrames.TensorFor(spec);
        tensor.Bytes.Fill(0xA5);
        new TensorPacker(spec, vectorized).Pack(frame, tensor);
        return tensor.Bytes.ToArray();
    }
}
