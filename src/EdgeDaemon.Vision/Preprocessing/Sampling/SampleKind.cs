namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>Which bytes of a frame make one sample of three channels: its format, or only the luma of it.</summary>
internal enum SampleKind
{
    /// <summary>Three neighbouring bytes.</summary>
    Rgb24,

    /// <summary>One byte of the first plane, three times (gray frames; luma of planar frames).</summary>
    Luma,

    /// <summary>Every other byte, three times.</summary>
    YuyvLuma,

    /// <summary>Luma in every other byte, chroma in every fourth.</summary>
    Yuyv,

    /// <summary>Luma in the first plane, pairs of chroma in the second.</summary>
    Nv12,

    /// <summary>A plane each.</summary>
    I420,
}
