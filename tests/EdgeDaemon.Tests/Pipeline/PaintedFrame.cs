using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>RGB frames with boxes of plain colour.</summary>
internal static class PaintedFrame
{
    public const int Width = 160;
    public const int Height = 120;

    private static readonly FramePool Pool = new();

    /// <summary>A gray frame with the given boxes painted on it.</summary>
    public static Frame Of(params (BoundingBox Box, (byte R, byte G, byte B) Colour)[] boxes)
    {
        var frame = Pool.Rent(PixelFormat.Rgb24, Width, Height);
        frame.OriginalSize = (Width, Height);
        frame.Bytes.Fill(80);
        foreach (var (box, (r, g, b)) in boxes)
        {
            for (var y = (int)(box.Top * Height); y < (int)(box.Bottom * Height); y++)
            {
                for (var x = (int)(box.Left * Width); x < (int)(box.Right * Width); x++)
                    (frame.Bytes[At(x, y)], frame.Bytes[At(x, y) + 1], frame.Bytes[At(x, y) + 2]) = (r, g, b);
            }
        }

        return frame;
    }

    private static int At(int x, int y) => ((y * Width) + x) * 3;
}
