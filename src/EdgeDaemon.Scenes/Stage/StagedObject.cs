using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Scenes.Stage;

/// <summary>The truth about one actor in one frame.</summary>
/// <param name="Actor">Its number, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Box">Its outline within the frame, as fractions of it, as if nothing hid it.</param>
/// <param name="VisibleShare">How much of its whole outline can be seen, 0..1: the rest is outside the frame or hidden by something nearer.</param>
public readonly record struct StagedObject(int Actor, SceneObjectKind Kind, BoundingBox Box, float VisibleShare);
