using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

/// <summary>Packing a region of a frame: the same as packing a picture that was cut out of it.</summary>
public sealed class TensorPackerRegionTests
{
    private static readonly Arbitrary<(int, int, int, int)> Parts = Gen.Choose(0, 1000).Four().ToArbitrary();

    [Fact]
    public void Pack_Region_EqualsTheCutOutPictureBitForBit() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(PackerCase.Any, Parts, (c, parts) =>
        {
            using var frame = c.NewFrame();
            var region = EvenlyPlaced(RegionOf(frame, parts));
            using var cut = CutOut(frame, region);
            return Pack(c.Spec, cut, FrameRegion.Whole(cut.Width, cut.Height), RowSampler.IsAccelerated)
                .SequenceEqual(Pack(c.Spec, frame, region, RowSampler.IsAccelerated));
        }));

    [Fact]
    public void Pack_Region_VectorAndScalarEqualBitForBit()
    {
        if (!RowSampler.IsAccelerated)
            Assert.Skip("No 128-bit vectors on this machine: only the scalar code runs here.");
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(PackerCase.Any, Parts, (c, parts) =>
        {
            using var frame = c.NewFrame();
            var region = RegionOf(frame, parts);
            return Pack(c.Spec, frame, region, vectorized: true).SequenceEqual(Pack(c.Spec, frame, region, vectorized: false));
        }));
    }

    [Fact]
    public void Pack_Region_ReturnsTheWayBackToTheWholeFrame()
    {
        using var frame = TestFrames.Noise(PixelFormat.Rgb24, 200, 100);
        var spec = new InputSpec { Width = 20, Height = 20 };

        var transform = new TensorPacker(spec).Pack(frame, new FrameRegion(50, 20, 100, 40), TestFrames.TensorFor(spec));

        var box = transform.ToFrame(0, 0, 20, 20);
        Assert.Equal((0.25f, 0.2f, 0.75f, 0.6f), (box.Left, box.Top, box.Right, box.Bottom));
    }

    [Fact]
    public void Pack_RegionsInTurn_EachAsIfItWereTheOnlyOne()
    {
        using var frame = TestFrames.Noise(PixelFormat.I420, 97, 130);
        var spec = new InputSpec { Width = 31, Height = 33, Resize = ResizeMode.LetterboxCenter };
        var (packer, tensor) = (new TensorPacker(spec), TestFrames.TensorFor(spec));
        FrameRegion[] regions = [new(3, 5, 40, 20), FrameRegion.Whole(97, 130), new(50, 60, 20, 60), new(3, 5, 40, 20)];

        foreach (var region in regions)
        {
            packer.Pack(frame, region, tensor);
            Assert.Equal(Pack(spec, frame, region, RowSampler.IsAccelerated), tensor.Bytes.ToArray());
        }
    }

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 0, 0, 5)]
    [InlineData(6, 0, 5, 5)]
    [InlineData(0, 6, 5, 5)]
    [InlineData(5, 5, int.MaxValue, 1)]
    public void Pack_RegionOutsideTheFrame_Refuses(int left, int top, int width, int height)
    {
        using var frame = TestFrames.Noise(PixelFormat.Gray8, 10, 10);
        var spec = new InputSpec { Width = 4, Height = 4 };

        var error = Assert.Throws<ArgumentException>(
            () => new TensorPacker(spec).Pack(frame, new FrameRegion(left, top, width, height), TestFrames.TensorFor(spec)));
        Assert.Contains("10×10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Yuyv)]
    [InlineData(PixelFormat.Nv12)]
    public void Pack_AnotherRegionEachTime_AllocatesNothing(PixelFormat format)
    {
        var spec = new InputSpec { Width = 32, Height = 32, Resize = ResizeMode.LetterboxCenter };
        using var frame = TestFrames.Noise(format, 64, 48);
        var (packer, tensor, at) = (new TensorPacker(spec), TestFrames.TensorFor(spec), 0);

        Assert.Equal(0, Allocations.InSteadyState(() => packer.Pack(frame, new FrameRegion(at++ % 20, 3, 30, 40), tensor)));
    }

    private static FrameRegion RegionOf(Frame frame, (int Left, int Top, int Width, int Height) parts)
    {
        var (left, top) = (parts.Left * (frame.Width - 1) / 1000, parts.Top * (frame.Height - 1) / 1000);
        return new(left, top, 1 + (parts.Width * (frame.Width - left - 1) / 1000), 1 + (parts.Height * (frame.Height - top - 1) / 1000));
    }

    /// <summary>Moved to where a pair of pixels begins, since only there can a picture with halved chroma be cut.</summary>
    private static FrameRegion EvenlyPlaced(FrameRegion region) => region with { Left = region.Left & ~1, Top = region.Top & ~1 };

    private static Frame CutOut(Frame frame, FrameRegion region)
    {
        var cut = TestFrames.Noise(frame.Format, region.Width, region.Height, frame.Range);
        for (var plane = 0; plane < frame.Planes.Length; plane++)
        {
            var (source, target) = (frame.Planes[plane], cut.Planes[plane]);
            var (firstByte, firstRow) = (frame.Format, plane) switch
            {
                (PixelFormat.Rgb24, _) => (region.Left * 3, region.Top),
                (PixelFormat.Yuyv, _) => (region.Left * 2, region.Top),
                (PixelFormat.Nv12, 1) => (region.Left, region.Top / 2),
                (PixelFormat.I420, > 0) => (region.Left / 2, region.Top / 2),
                _ => (region.Left, region.Top),
            };
            for (var row = 0; row < target.Rows; row++)
            {
                frame.Plane(plane).Slice(((firstRow + row) * source.StrideBytes) + firstByte, target.WidthBytes)
                    .CopyTo(cut.Plane(plane)[(row * target.StrideBytes)..]);
            }
        }

        return cut;
    }

    private static byte[] Pack(InputSpec spec, Frame frame, FrameRegion region, bool vectorized)
    {
        var tensor = TestFrames.TensorFor(spec);
        tensor.Bytes.Fill(0xA5);
        new TensorPacker(spec, vectorized).Pack(frame, region, tensor);
        return tensor.Bytes.ToArray();
    }
}
