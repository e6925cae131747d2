using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>A rectangle of whole pixels inside a frame: what a model looks at as if it were the whole picture.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns, 1 or more.</param>
/// <param name="Height">Rows, 1 or more.</param>
public readonly record struct FrameRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>All of a frame.</summary>
    /// <param name="frameWidth">Its width in pixels.</param>
    /// <param name="frameHeight">Its height in pixels.</param>
    public static FrameRegion Whole(int frameWidth, int frameHeight) => new(0, 0, frameWidth, frameHeight);

    /// <summary>
    /// Every pixel that a box touches after it has grown by a margin on each side; clamped to the frame, and never empty, whatever
    /// the box.
    /// </summary>
    /// <param name="box">Fractions of the frame.</param>
    /// <param name="margin">Added on each side, as a share of the box's own width and height; 0 or more.</param>
    /// <param name="frameWidth">Width of the frame in pixels.</param>
    /// <param name="frameHeight">Height of the frame in pixels.</param>
    public static FrameRegion Around(in BoundingBox box, float margin, int frameWidth, int frameHeight)
    {
        var (left, width) = Span(box.Left, box.Right, margin, frameWidth);
        var (top, height) = Span(box.Top, box.Bottom, margin, frameHeight);
        return new(left, top, width, height);
    }

    /// <summary>Does it lie inside a frame of this size, and hold a pixel?</summary>
    internal bool FitsInto(int frameWidth, int frameHeight) =>
        Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Width <= frameWidth - Left && Height <= frameHeight - Top;

    private static (int First, int Length) Span(float from, float to, float margin, int side)
    {
        var grown = (to - from) * margin;
        var first = Pixel(MathF.Floor((from - grown) * side), side - 1);
        var end = Pixel(MathF.Ceiling((to + grown) * side), side);
        return (first, Math.Max(1, end - first));
    }

    /// <summary>NaN counts as 0.</summary>
    private static int Pixel(float position, int last) => position > 0 ? (int)MathF.Min(position, last) : 0;
}
