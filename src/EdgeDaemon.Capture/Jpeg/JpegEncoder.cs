using System.Runtime.InteropServices;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>
/// Encodes frames as JPEG, for the snapshot that a person on the machine asks for; no process that runs by itself calls it.
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
        var isGray = frame.Format == PixelFormat.Gray8;
        using var handle = TurboJpeg.tjInitCompress();
        if (handle.IsInvalid)
            throw new InvalidOperationException($"{TurboJpeg.Library} could not make an encoder: no memory.");
        byte* file = null;
        try
        {
            nuint size = 0;
            fixed (byte* pixels = frame.Bytes)
            {
                var result = TurboJpeg.tjCompress2(
                    handle, pixels, frame.Width, frame.Planes[0].StrideBytes, frame.Height, isGray ? TurboJpeg.TJPF_GRAY : TurboJpeg.TJPF_RGB,
                    &file, &size, isGray ? TurboJpeg.TJSAMP_GRAY : TurboJpeg.TJSAMP_420, Quality, flags: 0);
                if (result != 0)
                    throw new InvalidOperationException($"{TurboJpeg.Library} could not encode {frame.Width}×{frame.Height} pixels: {Reason(handle)}.");
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
