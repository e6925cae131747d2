using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>A tracked object at one time.</summary>
/// <param name="Track">Its number.</param>
/// <param name="LabelIndex">What it is.</param>
/// <param name="Box">Where it is, seen or not; within the frame.</param>
/// <param name="IsSeen">Did the last frame show it?</param>
/// <param name="IsEvent">Has its event started?</param>
/// <param name="IsStationary">Does it stay in its place?</param>
public readonly record struct TrackedObject(int Track, int LabelIndex, BoundingBox Box, bool IsSeen, bool IsEvent, bool IsStationary);
