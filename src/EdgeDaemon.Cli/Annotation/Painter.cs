using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli.Annotation;

/// <summary>Draws into packed RGB; what lies outside is clipped. Coordinates are pixels.</summary>
/// <param name="pixels">RGB, <paramref name="width"/> × 3 bytes a row.</param>
/// <param name="width">Of the picture.</param>
/// <param name="height">Of the picture.</param>
internal readonly ref struct Painter(Span<byte> pixels, int width, int height)
{
    private readonly Span<byte> _pixels = pixels;

    /// <summary>A painter for a frame.</summary>
    /// <param name="frame">An <see cref="PixelFormat.Rgb24"/> frame without gaps between its rows.</param>
    public static Painter On(Frame frame) => new(frame.Plane(0), frame.Width, frame.Height);

    /// <summary>Fills a rectangle; right and bottom are outside.</summary>
    public void Fill(int left, int top, int right, int bottom, PaintColor color)
    {
        (left, right) = (Math.Clamp(left, 0, width), Math.Clamp(right, 0, width));
        (top, bottom) = (Math.Clamp(top, 0, height), Math.Clamp(bottom, 0, height));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
                Set(x, y, color);
        }
    }

    /// <summary>Draws the border of a rectangle, inside it.</summary>
    public void Outline(int left, int top, int right, int bottom, int thickness, PaintColor color)
    {
        Fill(left, top, right, Math.Min(top + thickness, bottom), color);
        Fill(left, Math.Max(bottom - thickness, top), right, bottom, color);
        Fill(left, top, Math.Min(left + thickness, right), bottom, color);
        Fill(Math.Max(right - thickness, left), top, right, bottom, color);
    }

    /// <summary>Draws a line between two points, of squares of <paramref name="thickness"/> pixels.</summary>
    public void Line(int fromX, int fromY, int toX, int toY, int thickness, PaintColor color)
    {
        var steps = Math.Max(1, Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY)));
        for (var i = 0; i <= steps; i++)
        {
            var (x, y) = (fromX + ((toX - fromX) * i / steps), fromY + ((toY - fromY) * i / steps));
            Fill(x, y, x + thickness, y + thickness, color);
        }
    }

    /// <summary>Writes a text, each pixel of its characters a square of <paramref name="scale"/> pixels.</summary>
    public void Write(string text, int left, int top, int scale, PaintColor color)
    {
        for (var i = 0; i < text.Length && left + (i * BitmapFont.Advance * scale) < width; i++)
        {
            var start = left + (i * BitmapFont.Advance * scale);
            for (var y = 0; y < BitmapFont.Height; y++)
            {
                for (var x = 0; x < BitmapFont.Width; x++)
                {
                    if (BitmapFont.HasInk(text[i], x, y))
                        Fill(start + (x * scale), top + (y * scale), start + ((x + 1) * scale), top + ((y + 1) * scale), color);
                }
            }
        }
    }

    private void Set(int x, int y, PaintColor color)
    {
        var pixel = _pixels.Slice(((y * width) + x) * 3, 3);
        (pixel[0], pixel[1], pixel[2]) = (color.Red, color.Green, color.Blue);
    }
}
