using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// The way from the model input back to the frame: <c>frame = input × Scale + Offset</c>, both in pixels (edges, not
/// pixel centres).
/// </summary>
/// <param name="ScaleX">Frame pixels per input pixel, horizontally.</param>
/// <param name="ScaleY">Frame pixels per input pixel, vertically.</param>
/// <param name="OffsetX">Frame column of the input's left edge.</param>
/// <param name="OffsetY">Frame row of the input's top edge.</param>
/// <param name="FrameWidth">Width of the frame in pixels.</param>
/// <param name="FrameHeight">Height of the frame in pixels.</param>
public readonly record struct ResizeTransform(
    float ScaleX, float ScaleY, float OffsetX, float OffsetY, int FrameWidth, int FrameHeight)
{
    /// <summary>A box in input pixels as fractions of the frame, clamped to 0..1.</summary>
    public BoundingBox ToFrame(float left, float top, float right, float bottom) => new(
        Math.Clamp(((left * ScaleX) + OffsetX) / FrameWidth, 0, 1),
        Math.Clamp(((top * ScaleY) + OffsetY) / FrameHeight, 0, 1),
        Math.Clamp(((right * ScaleX) + OffsetX) / FrameWidth, 0, 1),
        Math.Clamp(((bottom * ScaleY) + OffsetY) / FrameHeight, 0, 1));
}
