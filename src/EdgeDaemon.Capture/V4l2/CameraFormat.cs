using EdgeDaemon.Capture.Interop;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>Pixel formats that a camera may be asked for.</summary>
public enum CameraFormat
{
    /// <summary>The one that costs least among those that reach the size and rate.</summary>
    Auto,

    /// <summary>4:2:2, packed.</summary>
    Yuyv,

    /// <summary>4:2:0, chroma interleaved.</summary>
    Nv12,

    /// <summary>4:2:0, three planes.</summary>
    Yu12,

    /// <summary>Luma only.</summary>
    Grey,

    /// <summary>Motion JPEG.</summary>
    Mjpeg,
}

/// <summary>Which meaning black and white have in a camera's YUV frames.</summary>
public enum CameraRange
{
    /// <summary>What the driver says.</summary>
    Auto,

    /// <summary>0..255.</summary>
    Full,

    /// <summary>16..235.</summary>
    Limited,
}

/// <summary>How the kernel names the formats that are read.</summary>
internal static class CameraFormats
{
    /// <summary>In the order in which they are preferred: less work first.</summary>
    internal static readonly CameraFormat[] All =
        [CameraFormat.Nv12, CameraFormat.Yu12, CameraFormat.Yuyv, CameraFormat.Mjpeg, CameraFormat.Grey];

    /// <summary>The name in the configuration.</summary>
    internal static string NameOf(CameraFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>The format of a FourCC; null when it is not read.</summary>
    internal static CameraFormat? Of(uint fourcc) => fourcc switch
    {
        V4l2Abi.V4L2_PIX_FMT_YUYV => CameraFormat.Yuyv,
        V4l2Abi.V4L2_PIX_FMT_NV12 => CameraFormat.Nv12,
        V4l2Abi.V4L2_PIX_FMT_YUV420 => CameraFormat.Yu12,
        V4l2Abi.V4L2_PIX_FMT_GREY => CameraFormat.Grey,
        V4l2Abi.V4L2_PIX_FMT_MJPEG or V4l2Abi.V4L2_PIX_FMT_JPEG => CameraFormat.Mjpeg,
        _ => null,
    };

    /// <summary>The kernel's number of a format.</summary>
    internal static uint FourccOf(CameraFormat format) => format switch
    {
        CameraFormat.Yuyv => V4l2Abi.V4L2_PIX_FMT_YUYV,
        CameraFormat.Nv12 => V4l2Abi.V4L2_PIX_FMT_NV12,
        CameraFormat.Yu12 => V4l2Abi.V4L2_PIX_FMT_YUV420,
        CameraFormat.Grey => V4l2Abi.V4L2_PIX_FMT_GREY,
        CameraFormat.Mjpeg => V4l2Abi.V4L2_PIX_FMT_MJPEG,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format that a device has."),
    };

    /// <summary>How a raw format's frames are laid out.</summary>
    internal static PixelFormat PixelsOf(CameraFormat format) => format switch
    {
        CameraFormat.Yuyv => PixelFormat.Yuyv,
        CameraFormat.Nv12 => PixelFormat.Nv12,
        CameraFormat.Yu12 => PixelFormat.I420,
        CameraFormat.Grey => PixelFormat.Gray8,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a raw format."),
    };

    /// <summary>A FourCC as text, unprintable characters replaced.</summary>
    internal static string Text(uint fourcc)
    {
        Span<char> text = stackalloc char[4];
        for (var i = 0; i < text.Length; i++)
        {
            var c = (char)((fourcc >> (8 * i)) & 0x7f);
            text[i] = char.IsAsciiLetterOrDigit(c) ? c : '?';
        }

        return text.ToString();
    }
}
