using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Png;

/// <summary>
/// Encodes frames as PNG. It exists for pictures that this program draws itself (test and golden inputs), for annotated copies
/// of picture files and for the snapshot that a person on the machine asks for; no process that runs by itself calls it.
/// </summary>
public static class PngWriter
{
    /// <summary>Encodes a <see cref="PixelFormat.Rgb24"/> or <see cref="PixelFormat.Gray8"/> frame, 8 bit, lossless.</summary>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The frame is of another format.</exception>
    /// <exception cref="InvalidOperationException">libpng refused; the message says why.</exception>
    public static unsafe byte[] Encode(Frame frame)
    {
        if (frame.Format is not (PixelFormat.Rgb24 or PixelFormat.Gray8))
            throw new ArgumentException($"Expected an Rgb24 or Gray8 frame, got {frame.Format}.", nameof(frame));
        var image = new png_image
        {
            version = LibPng.PNG_IMAGE_VERSION,
            width = (uint)frame.Width,
            height = (uint)frame.Height,
            format = frame.Format == PixelFormat.Gray8 ? LibPng.PNG_FORMAT_GRAY : LibPng.PNG_FORMAT_RGB,
        };
        var stride = frame.Planes[0].StrideBytes;
        nuint size = 0;
        fixed (byte* pixels = frame.Bytes)
        {
            // The first pass finds the size, the second writes. Both compress; that is fine for what this is for.
            if (LibPng.png_image_write_to_memory(&image, null, &size, 0, pixels, stride, null) == 0)
                throw Refused(&image);
            var file = new byte[checked((int)size)];
            fixed (byte* destination = file)
            {
                if (LibPng.png_image_write_to_memory(&image, destination, &size, 0, pixels, stride, null) == 0)
                    throw Refused(&image);
            }

            return file;
        }
    }

    private static unsafe InvalidOperationException Refused(png_image* image) =>
        new($"libpng could not encode {image->width}×{image->height} pixels: {png_image.MessageOf(image)}.");
}
