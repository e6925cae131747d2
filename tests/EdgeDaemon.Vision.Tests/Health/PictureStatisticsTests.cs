using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Health;

namespace EdgeDaemon.Vision.Tests.Health;

public sealed class PictureStatisticsTests
{
    [Fact]
    public void Of_FourCells_HandComputed()
    {
        // 10 255
        // 20  40
        var statistics = Of(16, 16, (x, y) => (x < 8, y < 8) switch { (true, true) => 10, (false, true) => 255, (true, false) => 20, _ => 40 });

        Assert.Equal(new PictureStatistics(81.25f, 0.25f, 0.5f, (245 + 20 + 10 + 215) / 4f), statistics);
    }

    [Theory]
    [InlineData(4, 0, PictureFault.Dark)]
    [InlineData(252, 0, PictureFault.Overexposed)]
    [InlineData(120, 0, PictureFault.Covered)]
    [InlineData(120, 40, PictureFault.None)]
    public void Fault_PlainPictures_AreBeyondDoubt(int brightness, int contrast, PictureFault expected) =>
        Assert.Equal(expected, Of(320, 240, (x, y) => brightness + (((x / 16) + (y / 16)) % 2 * contrast)).Fault);

    [Fact]
    public void Fault_NightWithALamp_IsNotDark() =>
        Assert.NotEqual(PictureFault.Dark, Of(320, 240, (x, y) => x < 64 && y < 48 ? 200 : 3).Fault);

    private static PictureStatistics Of(int width, int height, Func<int, int, int> pixel)
    {
        using var frame = TestFrames.Gray(width, [.. Enumerable.Range(0, width * height).Select(i => (byte)pixel(i % width, i / width))]);
        var plane = new LumaPlane();
        plane.TakeFrom(frame);
        return PictureStatistics.Of(plane);
    }
}
