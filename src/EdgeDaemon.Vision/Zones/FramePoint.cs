namespace EdgeDaemon.Vision.Zones;

/// <summary>A point of the frame, as fractions of its width and height, 0..1 from the upper left.</summary>
public readonly record struct FramePoint(float X, float Y);
