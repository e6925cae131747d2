namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>Where the bytes of a <see cref="SampleKind"/> lie within a row, and how many the vector code loads at once.</summary>
internal static class SampleLayout
{
    /// <summary>Bytes from one pixel to the next in the first plane.</summary>
    public static int LumaStep(SampleKind kind) => kind switch
    {
        SampleKind.Rgb24 => 3,
        SampleKind.Yuyv or SampleKind.YuyvLuma => 2,
        _ => 1,
    };

    /// <summary>Bytes from one chroma sample to the next; 0 where there is none.</summary>
    public static int ChromaStep(SampleKind kind) => kind switch
    {
        SampleKind.Yuyv => 4,
        SampleKind.Nv12 => 2,
        SampleKind.I420 => 1,
        _ => 0,
    };

    /// <summary>Bytes that one vector load takes from the first plane: both neighbours.</summary>
    public static int LumaLoadBytes(SampleKind kind) => kind switch
    {
        SampleKind.Rgb24 => sizeof(ulong),
        SampleKind.Yuyv or SampleKind.YuyvLuma => sizeof(uint),
        _ => sizeof(ushort),
    };

    /// <summary>Bytes that one vector load takes from a chroma row: both neighbours.</summary>
    public static int ChromaLoadBytes(SampleKind kind) => kind switch
    {
        SampleKind.Yuyv => sizeof(ulong),
        SampleKind.Nv12 => sizeof(uint),
        SampleKind.I420 => sizeof(ushort),
        _ => 0,
    };

    /// <summary>Plane and first byte of a channel (0..2).</summary>
    public static (int Plane, int FirstByte) Channel(SampleKind kind, int channel) => (kind, channel) switch
    {
        (SampleKind.Rgb24, _) => (0, channel),
        (SampleKind.Yuyv, 1) => (0, 1),
        (SampleKind.Yuyv, 2) => (0, 3),
        (SampleKind.Nv12, 1) => (1, 0),
        (SampleKind.Nv12, 2) => (1, 1),
        (SampleKind.I420, 1) => (1, 0),
        (SampleKind.I420, 2) => (2, 0),
        _ => (0, 0),
    };

    /// <summary>Is the channel at chroma resolution?</summary>
    public static bool IsChroma(SampleKind kind, int channel) => channel > 0 && ChromaStep(kind) > 0;
}
