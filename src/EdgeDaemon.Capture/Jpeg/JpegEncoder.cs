using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>
/// Encodes frames as JPEG, for the snapshot that a person on the machine asks for, and for the console while one looks.
/// </summary>
public static unsafe class JpegEncoder
{
    private const int Quality = 90;

    /// <summary>Encodes a <see cref="PixelFormat.Rgb24"/> or <see cref="PixelFormat.Gray8"/> frame at quality 90.</summary>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The frame is of another format.</exception>
    /// <exception cref="InvalidOperationException">libturbojpeg refused; the message says why.</exception>
    public static byte[] Encode(Frame frame)
    {
        if (frame.Format is not (PixelFormat.Rgb24 or PixelFormat.Gray8))
            throw new ArgumentException($"Expected an Rgb24 or Gray8 frame, got {frame.Format}.", nameof(frame));
        return Encode(frame.Bytes, frame.Width, frame.Height, frame.Format == PixelFormat.Gray8, Quality);
    }

    /// <summary>Encodes rows of pixels without gaps between them: R G B, or luma alone.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="isGray">Luma alone?</param>
    /// <param name="quality">1..100.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="InvalidOperationException">libturbojpeg refused; the message says why.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, bool isGray, int quality)
    {
        var stride = width * (isGray ? 1 : 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, stride * height, nameof(pixels));
        using var handle = TurboJpeg.tjInitCompress();
        if (handle.IsInvalid)
            throw new InvalidOperationException($"{TurboJpeg.Library} could not make an encoder: no memory.");
        byte* file = null;
        try
        {
            nuint size = 0;
            fixed (byte* first = pixels)
            {
                var result = TurboJpeg.tjCompress2(
                    handle, first, width, stride, height, isGray ? TurboJpeg.TJPF_GRAY : TurboJpeg.TJPF_RGB,
                    &file, &size, isGray ? TurboJpeg.TJSAMP_GRAY : TurboJpeg.TJSAMP_420, quality, flags: 0);
                if (result != 0)
                    throw new InvalidOperationException($"{TurboJpeg.Library} could not encode {width}×{height} pixels: {Reason(handle)}.");
            }

            return new ReadOnlySpan<byte>(file, checked((int)size)).ToArray();
        }
        finally
        {
            TurboJpeg.tjFree(file);
        }
    }

    private static string? Reason(TurboJpegHandle handle) => Marshal.PtrToStringUTF8((nint)TurboJpeg.tjGetErrorStr2(handle));
}
