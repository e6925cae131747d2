using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

/// <summary>
/// What the packer must do for RGB frames, written as the rule reads, in double precision and without a thought for speed:
/// the resized, padded picture before normalisation.
/// </summary>
internal static class ReferencePacker
{
    public static byte[] Resize(Frame frame, InputSpec spec)
    {
        var geometry = ResizeGeometry.For(spec, frame.Width, frame.Height);
        var picture = new byte[spec.Width * spec.Height * 3];
        Array.Fill(picture, spec.PadValue);
        for (var y = 0; y < geometry.ScaledHeight; y++)
        {
            for (var x = 0; x < geometry.ScaledWidth; x++)
            {
                for (var c = 0; c < 3; c++)
                    picture[((((y + geometry.PadTop) * spec.Width) + x + geometry.PadLeft) * 3) + c] = Sample(frame, geometry, x, y, c);
            }
        }

        return picture;
    }

    private static byte Sample(Frame frame, ResizeGeometry g, int x, int y, int channel)
    {
        var (left, right, a) = Neighbours(x, (double)g.CropWidth / g.ScaledWidth, g.CropLeft, g.CropWidth);
        var (top, bottom, b) = Neighbours(y, (double)g.CropHeight / g.ScaledHeight, g.CropTop, g.CropHeight);
        double At(int column, int row) => frame.Bytes[(((row * frame.Width) + column) * 3) + channel];
        var upper = (At(left, top) * (1 - a)) + (At(right, top) * a);
        var lower = (At(left, bottom) * (1 - a)) + (At(right, bottom) * a);
        return (byte)Math.Floor((upper * (1 - b)) + (lower * b) + 0.5);
    }

    private static (int First, int Second, double Weight) Neighbours(int output, double scale, int origin, int length)
    {
        var position = Math.Clamp(((output + 0.5) * scale) - 0.5 + origin, origin, origin + length - 1);
        var first = (int)Math.Floor(position);
        return (first, Math.Min(first + 1, origin + length - 1), position - first);
    }
}
