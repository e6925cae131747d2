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
