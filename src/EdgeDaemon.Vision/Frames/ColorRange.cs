namespace EdgeDaemon.Vision.Frames;

/// <summary>Which values black and white have in a YUV frame. The matrix is BT.601 in both.</summary>
public enum ColorRange
{
    /// <summary>Luma 0..255, chroma 0..255 (JPEG, rpicam).</summary>
    Full,

    /// <summary>Luma 16..235, chroma 16..240 (most webcams).</summary>
    Limited,
}
