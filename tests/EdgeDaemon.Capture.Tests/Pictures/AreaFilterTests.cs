using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Tests.Pictures;

public sealed class AreaFilterTests
{
    private readonly FramePool _pool = new();

    [Theory]
    [InlineData(100, 100, ResizeMode.Stretch, 100, 100, null, null)]
    [InlineData(299, 299, ResizeMode.Stretch, 100, 100, null, null)]
    [InlineData(300, 300, ResizeMode.Stretch, 100, 100, 150, 150)]
    [InlineData(499, 499, ResizeMode.Stretch, 100, 100, 249, 249)]
    [InlineData(500, 500, ResizeMode.Stretch, 100, 100, 166, 166)]
    [InlineData(800, 200, ResizeMode.Stretch, 100, 100, 200, 200)]
    [InlineData(800, 400, ResizeMode.LetterboxCenter, 100, 100, 200, 100)]
    [InlineData(800, 400, ResizeMode.CenterCrop, 100, 100, 400, 200)]
    [InlineData(901, 299, ResizeMode.LetterboxCenter, 300, 100, null, null)]
    public void Shrink_Sizes_LeaveTwoPixelsForEachOfTheInput(int width, int height, ResizeMode mode, int inputWidth, int inputHeight, int? expectedWidth, int? expectedHeight)
    {
        using var frame = Painted(width, height, (_, _) => 90);
        var input = new InputSpec { Width = inputWidth, Height = inputHeight, Resize = mode, CropFraction = 1 };

        using var small = AreaFilter.Shrink(frame, [input], _pool);

        Assert.Equal((expectedWidth, expectedHeight), (small?.Width, small?.Height));
        Assert.Equal((width, height), (small ?? frame).OriginalSize);
        Assert.True((small ?? frame).Bytes.IndexOfAnyExcept((byte)90) < 0);
    }

    [Fact]
    public void Shrink_FinePattern_BecomesItsAverage()
    {
        // Bilinear, 4 : 1, would see the black columns only.
        using var frame = Painted(400, 400, (x, _) => x % 4 is 1 or 2 ? 0 : 200);

        using var small = AreaFilter.Shrink(frame, [new InputSpec { Width = 100, Height = 100 }], _pool);

        Assert.True(small!.Bytes.IndexOfAnyExcept((byte)100) < 0);
    }

    [Fact]
    public void Shrink_UnevenSize_CountsEveryPixelOnce()
    {
        using var frame = Painted(7, 1, (x, _) => x * 10);

        using var small = AreaFilter.Shrink(frame, [new InputSpec { Width = 1, Height = 1 }], _pool);

        // 7 : 1 becomes a quarter: one cell of seven.
        Assert.Equal([30, 30, 30], small!.Bytes.ToArray());
    }

    [Fact]
    public void Shrink_NoInputs_LeavesThePicture()
    {
        using var frame = Painted(4000, 10, (_, _) => 1);

        Assert.Null(AreaFilter.Shrink(frame, [], _pool));
    }

    [Fact]
    public void Decode_LargePng_ComesShrunkForItsInputs()
    {
        using var decoder = new PictureDecoder();
        using var frame = Painted(640, 480, (x, _) => x % 2 * 200);
        var file = PngWriter.Encode(frame);

        using var small = decoder.Decode(file, _pool, "large.png", [new InputSpec { Width = 80, Height = 60 }]);
        using var whole = decoder.Decode(file, _pool, "large.png", []);

        Assert.Equal(((160, 120), (640, 480)), ((small.Width, small.Height), small.OriginalSize));
        Assert.Equal((640, 480), (whole.Width, whole.Height));
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        using var decoder = new PictureDecoder();
        using var frame = Painted(640, 480, (x, _) => x % 2 * 200);
        var file = PngWriter.Encode(frame);
        System.Collections.Immutable.ImmutableArray<InputSpec> inputs = [new InputSpec { Width = 80, Height = 60 }];

        Assert.Equal(0, Allocations.InSteadyState(() => decoder.Decode(file, _pool, "large.png", inputs).Dispose(), runsPerRound: 5));
    }

    private Frame Painted(int width, int height, Func<int, int, int> gray)
    {
        var frame = _pool.Rent(PixelFormat.Rgb24, width, height);
        for (var i = 0; i < width * height; i++)
            frame.Bytes.Slice(i * 3, 3).Fill((byte)gray(i % width, i / width));
        return frame;
    }
}
