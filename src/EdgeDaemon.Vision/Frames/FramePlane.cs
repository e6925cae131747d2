namespace EdgeDaemon.Vision.Frames;

/// <summary>Where one plane of a frame lies.</summary>
/// <param name="Offset">Bytes from the start of the buffer.</param>
/// <param name="StrideBytes">Bytes from one row to the next.</param>
/// <param name="WidthBytes">Bytes per row that hold samples.</param>
/// <param name="Rows">Rows of the plane.</param>
public readonly record struct FramePlane(int Offset, int StrideBytes, int WidthBytes, int Rows);
