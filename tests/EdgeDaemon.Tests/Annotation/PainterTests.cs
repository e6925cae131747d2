using EdgeDaemon.Cli.Annotation;

namespace EdgeDaemon.Tests.Annotation;

public sealed class PainterTests
{
    private const int Width = 12;
    private const int Height = 12;

    [Fact]
    public void Fill_PartlyOutside_IsClipped()
    {
        var pixels = Draw((ref p) => p.Fill(-5, 10, 2, 99, PaintColor.White));

        Assert.Equal(2 * 2, Lit(pixels));
        Assert.Equal(255, pixels[((11 * Width) + 1) * 3]);
    }

    [Fact]
    public void Outline_Rectangle_IsDrawnInsideIt()
    {
        var pixels = Draw((ref p) => p.Outline(2, 2, 8, 9, 2, PaintColor.White));

        // 6 x 7 with a hole of 2 x 3.
        Assert.Equal((6 * 7) - (2 * 3), Lit(pixels));
    }

    [Theory]
    [InlineData(-50, -50, 50, 50)]
    [InlineData(5, 5, 6, 6)]
    [InlineData(9, 9, 3, 3)]
    [InlineData(int.MinValue / 2, 0, int.MaxValue / 2, 3)]
    public void Outline_AnyRectangle_StaysInside(int left, int top, int right, int bottom) =>
        Assert.InRange(Lit(Draw((ref p) => p.Outline(left, top, right, bottom, 3, PaintColor.White))), 0, Width * Height);

    [Fact]
    public void Write_Character_IsItsInkTimesTheScale()
    {
        // A capital L: a stem of 7 and a foot of 5, one pixel in common.
        Assert.Equal(11, Lit(Draw((ref p) => p.Write("L", 0, 0, 1, PaintColor.White))));

        // A hyphen: three pixels side by side, each four at twice the size.
        Assert.Equal(12, Lit(Draw((ref p) => p.Write("-", 0, 0, 2, PaintColor.White))));
    }

    [Fact]
    public void HasInk_EveryPrintableCharacter_LooksLikeNoOther()
    {
        var looks = Enumerable.Range('!', '~' - '!' + 1).Select(c => LookOf((char)c)).ToList();

        Assert.Equal(looks.Count, looks.Distinct().Count());
        Assert.DoesNotContain('#', LookOf(' '));
        Assert.Equal(LookOf('?'), LookOf('é'));
    }

    [Fact]
    public void Of_Labels_GiveColorsThatCanBeToldApartAndWrittenOn()
    {
        var colors = Enumerable.Range(0, 20).Select(PaintColor.Of).ToList();

        Assert.Equal(colors.Count, colors.Distinct().Count());
        Assert.Equal(new PaintColor(255, 0, 0), colors[0]);
        Assert.All(colors, color => Assert.NotEqual(color, color.ToContrast()));
    }

    private delegate void Drawing(ref Painter painter);

    private static byte[] Draw(Drawing draw)
    {
        var pixels = new byte[Width * Height * 3];
        var painter = new Painter(pixels, Width, Height);
        draw(ref painter);
        return pixels;
    }

    private static int Lit(byte[] pixels) => pixels.Count(value => value == 255) / 3;

    private static string LookOf(char character) => string.Concat(
        from y in Enumerable.Range(0, BitmapFont.Height)
        from x in Enumerable.Range(0, BitmapFont.Width)
        select BitmapFont.HasInk(character, x, y) ? '#' : '.');
}
