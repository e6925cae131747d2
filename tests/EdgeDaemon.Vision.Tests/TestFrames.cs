using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests;

/// <summary>Frames and tensors made for a test.</summary>
internal static class TestFrames
{
    private static readonly FramePool Pool = new();

    /// <summary>Every byte random.</summary>
    public static Frame Noise(PixelFormat format, int width, int height, ColorRange range = ColorRange.Full, int seed = 1)
    {
        var frame = Pool.Rent(format, width, height);
        frame.Range = range;
        new Random(seed).NextBytes(frame.Bytes);
        return frame;
    }

    /// <summary>An RGB frame whose pixels are computed.</summary>
    public static Frame Rgb(int width, int height, Func<int, int, (byte R, byte G, byte B)> pixel)
    {
        var frame = Pool.Rent(PixelFormat.Rgb24, width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                (frame.Bytes[((y * width) + x) * 3], frame.Bytes[(((y * width) + x) * 3) + 1], frame.Bytes[(((y * width) + x) * 3) + 2]) = pixel(x, y);
        }

        return frame;
    }

    /// <summary>A gray frame from its rows.</summary>
    public static Frame Gray(int width, params byte[] pixels)
    {
        var frame = Pool.Rent(PixelFormat.Gray8, width, pixels.Length / width);
        pixels.CopyTo(frame.Bytes);
        return frame;
    }

    /// <summary>A YUV frame of one colour.</summary>
    public static Frame SolidYuv(PixelFormat format, int width, int height, ColorRange range, byte y, byte u, byte v)
    {
        var frame = Pool.Rent(format, width, height);
        frame.Range = range;
        frame.Plane(0).Fill(y);
        switch (format)
        {
            case PixelFormat.I420:
                frame.Plane(1).Fill(u);
                frame.Plane(2).Fill(v);
                break;
            case PixelFormat.Nv12:
                Interleave(frame.Plane(1), u, v);
                break;
            case PixelFormat.Yuyv:
                Interleave(frame.Plane(0), y, u, y, v);
                break;
        }

        return frame;
    }

    /// <summary>The tensor that a specification asks for.</summary>
    public static Tensor TensorFor(InputSpec spec) => new(new TensorSpec("image", spec.ElementType, spec.Layout == TensorLayout.Nchw
        ? [1, spec.Channels, spec.Height, spec.Width]
        : [1, spec.Height, spec.Width, spec.Channels]));

    private static void Interleave(Span<byte> bytes, params ReadOnlySpan<byte> pattern)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = pattern[i % pattern.Length];
    }
}
