using System.Collections.Immutable;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>
/// Shrinks a picture by averaging all pixels that become one. A model's input is sampled from two neighbours across and two down: of a
/// picture four times its size that would be every other pixel, and fine patterns would become coarse ones that are not there.
/// </summary>
public static class AreaFilter
{
    /// <summary>A picture that is 3 times as large as the inputs need, or more, at about twice the size that they need.</summary>
    /// <param name="frame"><see cref="PixelFormat.Rgb24"/> or <see cref="PixelFormat.Gray8"/>; it stays the caller's.</param>
    /// <param name="inputs">Inputs that the picture will be resized to; empty: it is wanted in full.</param>
    /// <param name="pool">Lends the smaller one, which is the caller's too.</param>
    /// <returns>Null when the picture is good as it is.</returns>
    public static Frame? Shrink(Frame frame, ImmutableArray<InputSpec> inputs, FramePool pool)
    {
        var (width, height) = DecodeSize.For(inputs, frame.Width, frame.Height);
        var (across, down) = (frame.Width / (2.0 * width), frame.Height / (2.0 * height));
        // Only a model that has its pictures stretched may have them out of shape.
        if (!IsStretched(inputs))
            across = down = Math.Min(across, down);
        var (columns, rows) = (frame.Width / Factor(across), frame.Height / Factor(down));
        if ((columns, rows) == (frame.Width, frame.Height))
            return null;
        var small = pool.Rent(frame.Format, columns, rows);
        small.OriginalSize = frame.OriginalSize;
        Average(frame, small);
        return small;
    }

    private static bool IsStretched(ImmutableArray<InputSpec> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Resize != ResizeMode.Stretch)
                return false;
        }

        return true;
    }

    private static int Factor(double ratio) => Math.Max(1, (int)(ratio + 0.5));

    private static void Average(Frame frame, Frame small)
    {
        var channels = frame.Planes[0].WidthBytes / frame.Width;
        ReadOnlySpan<byte> from = frame.Bytes;
        var to = small.Bytes;
        for (var y = 0; y < small.Height; y++)
        {
            var (top, bottom) = Cell(y, frame.Height, small.Height);
            for (var x = 0; x < small.Width; x++, to = to[channels..])
            {
                var (left, right) = Cell(x, frame.Width, small.Width);
                var count = (bottom - top) * (right - left);
                for (var channel = 0; channel < channels; channel++)
                    to[channel] = (byte)((Sum(from, frame.Planes[0].StrideBytes, channels, (top, bottom), (left, right), channel) + (count / 2)) / count);
            }
        }
    }

    private static int Sum(ReadOnlySpan<byte> from, int stride, int step, (int Top, int Bottom) rows, (int Left, int Right) columns, int channel)
    {
        var sum = 0;
        for (var y = rows.Top; y < rows.Bottom; y++)
        {
            var row = from.Slice((y * stride) + (columns.Left * step), (columns.Right - columns.Left) * step);
            for (var i = channel; i < row.Length; i += step)
                sum += row[i];
        }

        return sum;
    }

    /// <summary>The pixels that become one: all of a row belong to one cell each.</summary>
    private static (int First, int End) Cell(int index, int length, int cells) =>
        ((int)((long)index * length / cells), (int)((long)(index + 1) * length / cells));
}
