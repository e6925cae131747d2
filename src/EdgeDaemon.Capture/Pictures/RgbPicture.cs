using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>Frames as pictures that a viewer shows.</summary>
public static class RgbPicture
{
    /// <summary>The frame in <see cref="PixelFormat.Rgb24"/>, or in <see cref="PixelFormat.Gray8"/> when it has no colour. It takes the way that model inputs take.</summary>
    /// <param name="frame">Any format; not retained.</param>
    /// <param name="pool">Lends the result.</param>
    /// <returns>A frame of its own, of the caller's.</returns>
    public static Frame From(Frame frame, FramePool pool)
    {
        if (frame.Format is PixelFormat.Rgb24 or PixelFormat.Gray8)
        {
            var copy = pool.Rent(frame.Format, frame.Width, frame.Height);
            frame.Bytes.CopyTo(copy.Bytes);
            return copy;
        }

        var spec = new InputSpec
        {
            Width = frame.Width,
            Height = frame.Height,
            Layout = TensorLayout.Nhwc,
            ElementType = TensorElementType.UInt8,
        };
        var pixels = new Tensor(new TensorSpec("picture", TensorElementType.UInt8, [1, frame.Height, frame.Width, spec.Channels]));
        new TensorPacker(spec).Pack(frame, pixels);
        var picture = pool.Rent(PixelFormat.Rgb24, frame.Width, frame.Height);
        pixels.Bytes.CopyTo(picture.Bytes);
        return picture;
    }
}
