namespace EdgeDaemon.Vision.Decoding;

/// <summary>A point of an object as fractions of the frame; it may lie outside 0..1, as that of a face cut off by the edge.</summary>
public readonly record struct Landmark(float X, float Y);
