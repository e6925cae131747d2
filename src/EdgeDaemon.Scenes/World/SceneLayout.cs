namespace EdgeDaemon.Scenes.World;

/// <summary>
/// Where things stand: a camera two metres above level ground looks across a lawn and a road at a house. Lengths are in
/// frame heights.
/// </summary>
/// <param name="Aspect">Width of the frame.</param>
/// <param name="Horizon">Height of the horizon in the frame, from the top.</param>
/// <param name="CameraMetres">Height of the camera above the ground, in metres.</param>
internal readonly record struct SceneLayout(float Aspect, float Horizon, float CameraMetres)
{
    internal const float HouseFoot = 0.565f;
    internal const float RoadFar = 0.6f;
    internal const float RoadNear = 0.725f;
    internal const float PathFar = 0.8f;
    internal const float PathNear = 0.93f;

    /// <summary>Length of a metre for something that stands on the ground at height <paramref name="foot"/> of the frame.</summary>
    internal float Metre(float foot) => (foot - Horizon) / CameraMetres;
}
