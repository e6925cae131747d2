using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

public sealed class TensorPackerYuvTests
{
    public static TheoryData<PixelFormat, ColorRange> YuvFormats => new MatrixTheoryData<PixelFormat, ColorRange>(
        [PixelFormat.I420, PixelFormat.Nv12, PixelFormat.Yuyv], [ColorRange.Full, ColorRange.Limited]);

    [Theory]
    [MemberData(nameof(YuvFormats))]
    public void Pack_SolidColour_MatchesTheFormula(PixelFormat format, ColorRange range)
    {
        foreach (var (y, u, v) in new (byte, byte, byte)[] { (81, 90, 240), (145, 54, 34), (41, 240, 110), (128, 128, 128), (255, 0, 255), (0, 255, 0) })
        {
            using var frame = TestFrames.SolidYuv(format, 6, 4, range, y, u, v);
            var spec = new InputSpec { Width = 3, Height = 3, Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8 };
            var tensor = TestFrames.TensorFor(spec);

            new TensorPacker(spec).Pack(frame, tensor);

            for (var i = 0; i < tensor.ElementCount; i += 3)
                Assert.Equal(Bt601(y, u, v, range), (tensor.Bytes[i], tensor.Bytes[i + 1], tensor.Bytes[i + 2]));
        }
    }

    [Theory]
    [InlineData(ColorRange.Limited, 16, 128, 128, 0, 0, 0)]
    [InlineData(ColorRange.Limited, 235, 128, 128, 255, 255, 255)]
    [InlineData(ColorRange.Limited, 81, 90, 240, 254, 0, 0)]
    [InlineData(ColorRange.Full, 0, 128, 128, 0, 0, 0)]
    [InlineData(ColorRange.Full, 255, 128, 128, 255, 255, 255)]
    [InlineData(ColorRange.Full, 76, 85, 255, 254, 0, 0)]
    [InlineData(ColorRange.Full, 29, 255, 107, 0, 0, 254)]
    public void Pack_KnownColours_GivesTheirRgb(ColorRange range, byte y, byte u, byte v, byte red, byte green, byte blue)
    {
        using var frame = TestFrames.SolidYuv(PixelFormat.I420, 2, 2, range, y, u, v);
        var spec = new InputSpec { Width = 2, Height = 2, Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8 };
        var tensor = TestFrames.TensorFor(spec);

        new TensorPacker(spec).Pack(frame, tensor);

        Assert.Equal([red, green, blue], tensor.Bytes[..3].ToArray());
    }

    [Theory]
    [InlineData(PixelFormat.I420)]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.Yuyv)]
    public void Pack_ChromaOfTwoColumns_IsSitedInTheMiddleOfItsPixels(PixelFormat format)
    {
        // Four pixels, two chroma samples at pixel positions ½ and 2½: pixels 0..3 take 0, ¼, ¾ and 1 of the way from U = 0 to U = 200.
        using var frame = TestFrames.SolidYuv(format, 4, 2, ColorRange.Full, y: 100, u: 0, v: 128);
        SetSecondChromaColumn(frame, u: 200);
        var spec = new InputSpec { Width = 4, Height = 2, Layout = TensorLayout.Nhwc, ElementType = TensorElementType.UInt8 };
        var tensor = TestFrames.TensorFor(spec);

        new TensorPacker(spec).Pack(frame, tensor);

        for (var x = 0; x < 4; x++)
        {
            var u = new double[] { 0, 50, 150, 200 }[x];
            Assert.Equal(Round(100 + (1.772 * (u - 128))), tensor.Bytes[(x * 3) + 2]);
        }
    }

    [Theory]
    [InlineData(ColorRange.Full, 100, 100)]
    [InlineData(ColorRange.Limited, 16, 0)]
    [InlineData(ColorRange.Limited, 235, 255)]
    [InlineData(ColorRange.Limited, 5, 0)]
    [InlineData(ColorRange.Limited, 250, 255)]
    [InlineData(ColorRange.Limited, 100, 98)]
    public void Pack_GrayFromYuv_IsTheLumaWhateverTheChroma(ColorRange range, byte y, byte expected)
    {
        foreach (var format in new[] { PixelFormat.I420, PixelFormat.Nv12, PixelFormat.Yuyv })
        {
            using var frame = TestFrames.SolidYuv(format, 8, 8, range, y, u: 17, v: 230);
            var spec = new InputSpec { Width = 5, Height = 5, Color = ColorOrder.Gray, ElementType = TensorElementType.UInt8 };
            var tensor = TestFrames.TensorFor(spec);

            new TensorPacker(spec).Pack(frame, tensor);

            Assert.All(tensor.Bytes.ToArray(), value => Assert.Equal(expected, value));
        }
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public void Pack_OddSizes_ReadEveryPlaneToItsEnd(int width, int height)
    {
        foreach (var format in new[] { PixelFormat.I420, PixelFormat.Nv12, PixelFormat.Yuyv })
        {
            using var frame = TestFrames.SolidYuv(format, width, height, ColorRange.Full, 100, 128, 128);
            var spec = new InputSpec { Width = 9, Height = 9 };
            var tensor = TestFrames.TensorFor(spec);

            new TensorPacker(spec).Pack(frame, tensor);

            Assert.All(tensor.As<float>().ToArray(), value => Assert.Equal(100, value));
        }
    }

    private static void SetSecondChromaColumn(Frame frame, byte u)
    {
        switch (frame.Format)
        {
            case PixelFormat.I420:
                frame.Plane(1)[1] = u;
                break;
            case PixelFormat.Nv12:
                frame.Plane(1)[2] = u;
                break;
            default:
                frame.Plane(0)[5] = u;
                frame.Plane(0)[8 + 5] = u;
                break;
        }
    }

    /// <summary>ITU-R BT.601 with the usual rounded coefficients, as textbooks print them.</summary>
    private static (byte R, byte G, byte B) Bt601(double y, double u, double v, ColorRange range)
    {
        (u, v) = (u - 128, v - 128);
        if (range == ColorRange.Full)
            return (Round(y + (1.402 * v)), Round(y - (0.344136 * u) - (0.714136 * v)), Round(y + (1.772 * u)));
        y = 1.164384 * (y - 16);
        return (Round(y + (1.596027 * v)), Round(y - (0.391762 * u) - (0.812968 * v)), Round(y + (2.017232 * u)));
    }

    private static byte Round(double value) => (byte)Math.Floor(Math.Clamp(value, 0, 255) + 0.5);
}
