using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Tests.Frames;

public sealed class PixelationTests
{
    private const int Width = 20;
    private const int Height = 12;
    private const int Block = 4;

    [Theory]
    [InlineData(0.25f, 0.25f, 0.75f, 0.75f)]
    [InlineData(0.26f, 0.3f, 0.27f, 0.31f)]
    [InlineData(-1, -1, 2, 2)]
    [InlineData(0.9f, 0.9f, 1, 1)]
    public void Apply_Region_LeavesNoDetailInItAndNothingElseChanged(float left, float top, float right, float bottom)
    {
        var before = Noise();
        var after = before.ToArray();

        Pixelation.Apply(after, Width, Height, (left, top, right, bottom), Block);

        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                // A block that the region touches is of one colour; one that it does not is as it was.
                var (blockX, blockY) = (x / Block * Block, y / Block * Block);
                var isTouched = blockX + Block > left * Width && blockX < right * Width && blockY + Block > top * Height && blockY < bottom * Height;
                Assert.Equal(isTouched ? after[At(blockX, blockY)] : before[At(x, y)], after[At(x, y)]);
            }
        }
    }

    [Fact]
    public void Apply_Block_IsTheMeanOfWhatWasThere()
    {
        byte[] pixels = [0, 10, 20, 100, 30, 40];

        Pixelation.Apply(pixels, 2, 1, (0, 0, 1, 1), 2);

        Assert.Equal([50, 20, 30, 50, 20, 30], pixels);
    }

    [Theory]
    [InlineData(2, 2, 3, 3)]
    [InlineData(-2, -2, -1, -1)]
    [InlineData(0.6f, 0.6f, 0.4f, 0.4f)]
    public void Apply_RegionOutsideOrNone_ChangesNothing(float left, float top, float right, float bottom)
    {
        var pixels = Noise();

        Pixelation.Apply(pixels, Width, Height, (left, top, right, bottom), Block);

        Assert.Equal(Noise(), pixels);
    }

    private static int At(int x, int y) => ((y * Width) + x) * 3;

    private static byte[] Noise()
    {
        var pixels = new byte[Width * Height * 3];
        new Random(1).NextBytes(pixels);
        return pixels;
    }
}
