namespace EdgeDaemon.Vision.Frames;

/// <summary>How the pixels of a <see cref="Frame"/> lie in memory. 8 bits per sample in all of them.</summary>
public enum PixelFormat
{
    /// <summary>One plane of luma.</summary>
    Gray8,

    /// <summary>One plane, R G B interleaved.</summary>
    Rgb24,

    /// <summary>One plane, Y0 U Y1 V for two pixels (4:2:2). V4L2 YUYV. Width is even.</summary>
    Yuyv,

    /// <summary>Two planes: Y, then U V interleaved at half width and height (4:2:0). Width and height are even.</summary>
    Nv12,

    /// <summary>Three planes: Y, then U and V at half width and height, rounded up (4:2:0). V4L2 YU12.</summary>
    I420,
}
