namespace EdgeDaemon.Vision.Frames;

/// <summary>Makes parts of a picture unrecognisable: blocks of one colour, the mean of what was there.</summary>
public static class Pixelation
{
    private const int Channels = 3;

    /// <summary>Pixelates a region of rows of R G B without gaps.</summary>
    /// <param name="pixels">The picture; changed in place.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="region">Edges in fractions of the picture; what lies outside is left out. Widened to whole blocks.</param>
    /// <param name="block">Side of a block in pixels, above 0.</param>
    public static void Apply(Span<byte> pixels, int width, int height, (float Left, float Top, float Right, float Bottom) region, int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(block);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, width * height * Channels, nameof(pixels));
        var (left, right) = (Floor(region.Left, width, block), Ceiling(region.Right, width));
        var (top, bottom) = (Floor(region.Top, height, block), Ceiling(region.Bottom, height));
        for (var y = top; y < bottom; y += block)
        {
            for (var x = left; x < right; x += block)
                Flatten(pixels, width, x, y, Math.Min(x + block, width), Math.Min(y + block, height));
        }
    }

    private static int Floor(float fraction, int length, int block) => (int)(Math.Clamp(fraction, 0, 1) * length) / block * block;

    private static int Ceiling(float fraction, int length) => (int)MathF.Ceiling(Math.Clamp(fraction, 0, 1) * length);

    private static void Flatten(Span<byte> pixels, int width, int left, int top, int right, int bottom)
    {
        var (red, green, blue) = (0, 0, 0);
        for (var y = top; y < bottom; y++)
        {
            var row = pixels.Slice(((y * width) + left) * Channels, (right - left) * Channels);
            for (var i = 0; i < row.Length; i += Channels)
                (red, green, blue) = (red + row[i], green + row[i + 1], blue + row[i + 2]);
        }

        var count = (right - left) * (bottom - top);
        var (r, g, b) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
        for (var y = top; y < bottom; y++)
        {
            var row = pixels.Slice(((y * width) + left) * Channels, (right - left) * Channels);
            for (var i = 0; i < row.Length; i += Channels)
                (row[i], row[i + 1], row[i + 2]) = (r, g, b);
        }
    }
}
