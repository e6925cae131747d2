using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Png;

/// <summary>
/// Decodes PNG pictures of every kind (grey, RGB, palette, alpha, 16 bit, interlaced) with libpng into
/// <see cref="PixelFormat.Rgb24"/>. Transparent pixels are composed on white. Thread-safe; no managed memory per picture once the
/// pool has frames of the size.
/// </summary>
public static class PngDecoder
{
    /// <summary>Decodes a picture at its full size.</summary>
    /// <param name="png">The whole file; not retained.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="name">What the picture is called in messages, e.g. its path.</param>
    /// <returns>The frame, owned by the caller.</returns>
    /// <exception cref="FrameDecodeException">The file is damaged or too large.</exception>
    /// <exception cref="FrameSourceException">libpng is not installed.</exception>
    public static Frame Decode(ReadOnlySpan<byte> png, FramePool pool, string name)
    {
        var header = PngHeader.Read(png, name);
        var frame = pool.Rent(PixelFormat.Rgb24, header.Width, header.Height);
        try
        {
            Read(png, frame, name);
            return frame;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            frame.Dispose();
            throw new FrameSourceException(
                $"PNG pictures need {LibPng.Library}, which could not be loaded; install it (Debian: libpng16-16 or libpng16-16t64).", e);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    private static unsafe void Read(ReadOnlySpan<byte> png, Frame frame, string name)
    {
        var image = new png_image { version = LibPng.PNG_IMAGE_VERSION };
        var white = stackalloc byte[] { 255, 255, 255 };
        fixed (byte* source = png, destination = frame.Bytes)
        {
            try
            {
                if (LibPng.png_image_begin_read_from_memory(&image, source, (nuint)png.Length) == 0)
                    throw Damaged(name, &image);
                if ((image.width, image.height) != ((uint)frame.Width, (uint)frame.Height))
                    throw new FrameDecodeException($"Picture '{name}' is damaged: its size reads as {frame.Width}×{frame.Height} and as {image.width}×{image.height}.");
                image.format = LibPng.PNG_FORMAT_RGB;
                image.flags |= LibPng.PNG_IMAGE_FLAG_16BIT_sRGB;
                if (LibPng.png_image_finish_read(&image, white, destination, frame.Planes[0].StrideBytes, null) == 0)
                    throw Damaged(name, &image);
            }
            finally
            {
                LibPng.png_image_free(&image);
            }
        }
    }

    private static unsafe FrameDecodeException Damaged(string name, png_image* image) =>
        new($"Picture '{name}' is damaged: {png_image.MessageOf(image)}.");
}
