using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

/// <summary>
/// What the packer must do for RGB frames, written as the rule reads, in double precision, in the order of operations of
/// the reference script, and without a thought for speed.
/// </summary>
internal static class ReferencePacker
{
    /// <summary>The resized, padded picture, RGB interleaved, before it is rounded to 8 bits.</summary>
    public static double[] Resize(Frame frame, InputSpec spec)
    {
        var geometry = ResizeGeometry.For(spec, frame.Width, frame.Height);
        var picture = new double[spec.Width * spec.Height * 3];
        Array.Fill(picture, spec.PadValue);
        var pixels = frame.Bytes.ToArray();
        for (var y = 0; y < geometry.ScaledHeight; y++)
        {
            for (var x = 0; x < geometry.ScaledWidth; x++)
            {
                for (var c = 0; c < 3; c++)
                    picture[((((y + geometry.PadTop) * spec.Width) + x + geometry.PadLeft) * 3) + c] = Sample(pixels, frame.Width, geometry, x, y, c);
            }
        }

        return picture;
    }

    /// <summary>Rounded half up.</summary>
    public static byte Round(double value) => (byte)Math.Floor(value + 0.5);

    /// <summary>
    /// Is <paramref name="packed"/> the value rounded half up? Where it lies on a half within float precision (720 → 416
    /// rows does that to one sample in 676), rounding errors decide, and either neighbour is right.
    /// </summary>
    public static bool IsRounded(double value, byte packed) =>
        packed == Round(value) || (Math.Abs(value - Math.Floor(value) - 0.5) < 1e-4 && Math.Abs(value - packed) < 0.501);

    /// <summary>The input tensor's values in their order, from the rounded picture.</summary>
    public static IEnumerable<double> Normalise(byte[] picture, InputSpec spec)
    {
        var pixels = spec.Width * spec.Height;
        for (var i = 0; i < pixels * spec.Channels; i++)
        {
            var (pixel, channel) = spec.Layout == TensorLayout.Nchw ? (i % pixels, i / pixels) : (i / spec.Channels, i % spec.Channels);
            yield return (Channel(picture, pixel, channel, spec.Color) - (double)spec.Mean[channel]) / spec.Std[channel];
        }
    }

    private static double Channel(byte[] picture, int pixel, int channel, ColorOrder color)
    {
        var rgb = picture.AsSpan(pixel * 3, 3);
        return color switch
        {
            ColorOrder.Gray => Math.Floor((0.299 * rgb[0]) + (0.587 * rgb[1]) + (0.114 * rgb[2]) + 0.5),
            ColorOrder.Bgr => rgb[2 - channel],
            _ => rgb[channel],
        };
    }

    private static double Sample(byte[] pixels, int frameWidth, ResizeGeometry g, int x, int y, int channel)
    {
        var (left, right, a) = Neighbours(x, (double)g.CropWidth / g.ScaledWidth, g.CropLeft, g.CropWidth);
        var (top, bottom, b) = Neighbours(y, (double)g.CropHeight / g.ScaledHeight, g.CropTop, g.CropHeight);
        double At(int column, int row) => pixels[(((row * frameWidth) + column) * 3) + channel];
        var upper = (At(left, top) * (1 - a)) + (At(right, top) * a);
        var lower = (At(left, bottom) * (1 - a)) + (At(right, bottom) * a);
        return (upper * (1 - b)) + (lower * b);
    }

    private static (int First, int Second, double Weight) Neighbours(int output, double scale, int origin, int length)
    {
        var position = Math.Clamp(((output + 0.5) * scale) - 0.5 + origin, origin, origin + length - 1);
        var first = (int)Math.Floor(position);
        return (first, Math.Min(first + 1, origin + length - 1), position - first);
    }
}
