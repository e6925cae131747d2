using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Tests.Support;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Tests.Jpeg;

public sealed class JpegDecoderTests : IDisposable
{
    private readonly FramePool _pool = new();
    private readonly JpegDecoder _decoder;

    public JpegDecoderTests()
    {
        Native.RequireTurboJpeg();
        _decoder = new JpegDecoder();
    }

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [InlineData(640, 480, 224, 224, 320, 240)]
    [InlineData(640, 480, 320, 240, 320, 240)]
    [InlineData(640, 480, 321, 240, 640, 480)]
    [InlineData(640, 480, 160, 120, 160, 120)]
    [InlineData(640, 480, 1, 1, 80, 60)]
    [InlineData(641, 479, 1, 1, 81, 60)]
    [InlineData(64, 48, 224, 224, 64, 48)]
    public void Decode_Cover_TakesSmallestScaleThatCovers(int width, int height, int coverWidth, int coverHeight, int expectedWidth, int expectedHeight)
    {
        using var frame = _decoder.Decode(JpegWriter.Gradient(width, height), _pool, "gradient.jpg", (coverWidth, coverHeight));
        Assert.Equal((expectedWidth, expectedHeight), (frame.Width, frame.Height));
        Assert.Equal((width, height), frame.OriginalSize);
    }

    [Theory]
    [InlineData(Subsampling.Yuv444, false)]
    [InlineData(Subsampling.Yuv422, false)]
    [InlineData(Subsampling.Yuv420, false)]
    [InlineData(Subsampling.Yuv420, true)]
    public void Decode_Colour_GivesBackThePicture(Subsampling subsampling, bool progressive)
    {
        using var frame = _decoder.Decode(JpegWriter.Gradient(160, 120, subsampling, progressive), _pool, "gradient.jpg", JpegDecoder.FullSize);
        Assert.Equal(PixelFormat.Rgb24, frame.Format);
        foreach (var (x, y) in new[] { (4, 4), (150, 10), (80, 60), (20, 110) })
        {
            var pixel = frame.Bytes.Slice(((y * 160) + x) * 3, 3).ToArray();
            Assert.All(pixel.Zip(JpegWriter.GradientAt(x, y, 160, 120)), p => Assert.InRange(p.First, p.Second - 6, p.Second + 6));
        }
    }

    [Fact]
    public void Decode_Grey_GivesOneLumaPlane()
    {
        using var frame = _decoder.Decode(JpegWriter.Gradient(64, 48, Subsampling.Gray), _pool, "grey.jpg", JpegDecoder.FullSize);
        Assert.Equal(PixelFormat.Gray8, frame.Format);
        Assert.InRange(frame.Bytes[(24 * 64) + 32], 17, 23); // the dark square: luma of (20, 20, 20)
    }

    [Fact]
    public void Decode_ForSeveralInputs_CoversTheLargest()
    {
        var (small, large) = (new InputSpec { Width = 96, Height = 96 }, new InputSpec { Width = 300, Height = 160 });
        using var frame = _decoder.Decode(JpegWriter.Gradient(640, 480), _pool, "gradient.jpg", [small, large]);
        Assert.Equal((320, 240), (frame.Width, frame.Height));
    }

    [Fact]
    public void Decode_NoInputs_KeepsFullSize()
    {
        using var frame = _decoder.Decode(JpegWriter.Gradient(64, 48), _pool, "gradient.jpg", []);
        Assert.Equal((64, 48), (frame.Width, frame.Height));
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var jpeg = JpegWriter.Gradient(320, 240);
        Assert.Equal(0, Allocations.InSteadyState(() => _decoder.Decode(jpeg, _pool, "gradient.jpg", (100, 100)).Dispose()));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Decode_ScaledPhoto_IsTheMeanOfTheFullOne()
    {
        // DCT scaling is an area filter; were it anything else, models would see other pictures than they were trained on.
        var photo = File.ReadAllBytes(Directory.GetFiles(Assets.Require("images", "imagenet"), "*.JPEG").Order(StringComparer.Ordinal).First());
        using var full = _decoder.Decode(photo, _pool, "photo", JpegDecoder.FullSize);
        using var half = _decoder.Decode(photo, _pool, "photo", (full.Width / 2, full.Height / 2));
        Assert.Equal((full.Width + 1) / 2, half.Width);
        long difference = 0, count = 0;
        for (var y = 0; y < full.Height / 2; y++)
        {
            for (var x = 0; x < full.Width / 2 * 3; x++, count++)
            {
                var (top, left) = (2 * y * full.Width * 3, (x / 3 * 6) + (x % 3));
                var mean = (full.Bytes[top + left] + full.Bytes[top + left + 3] + full.Bytes[top + (full.Width * 3) + left] + full.Bytes[top + (full.Width * 3) + left + 3] + 2) / 4;
                difference += Math.Abs(mean - half.Bytes[(y * half.Width * 3) + x]);
            }
        }

        Assert.InRange((double)difference / count, 0, 3.5);
    }

    [Fact]
    public void Decode_AllAssetPhotos_Succeeds()
    {
        var photos = Directory.GetFiles(Assets.Require("images"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".jpg" or ".JPEG").ToArray();
        Assert.NotEmpty(photos);
        foreach (var path in photos)
            _decoder.Decode(File.ReadAllBytes(path), _pool, path, (96, 96)).Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }
}
