namespace EdgeDaemon.Vision.Decoding;

/// <summary>How much of a frame shows one class.</summary>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Area">Share of the part of the frame that the model saw, 0..1.</param>
/// <param name="RegionCount">Connected regions that are large enough to count; there may be more than have a box.</param>
public readonly record struct Segment(int LabelIndex, float Area, int RegionCount);

/// <summary>One connected region of a class.</summary>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Box">The smallest box around it, as fractions of the frame.</param>
/// <param name="Area">Share of the part of the frame that the model saw, 0..1.</param>
public readonly record struct SegmentRegion(int LabelIndex, BoundingBox Box, float Area);
