namespace EdgeDaemon.Scenes;

/// <summary>What the camera of a drawn scene suffers.</summary>
public enum SceneCondition
{
    /// <summary>Nothing.</summary>
    Ok,

    /// <summary>Hardly any light: a little of the picture under sensor noise.</summary>
    Dark,

    /// <summary>Far too much light: most of the frame is clipped.</summary>
    Overexposed,

    /// <summary>Far out of focus.</summary>
    Blurred,

    /// <summary>A cloth hangs before the lens and hides most of the frame.</summary>
    Covered,

    /// <summary>The camera delivers its last frame again and again, byte for byte.</summary>
    Frozen,
}

/// <summary>One step of a scene's script.</summary>
/// <param name="Condition">What the camera suffers.</param>
/// <param name="Frames">For how many frames, at least 1.</param>
public readonly record struct SceneScriptStep(SceneCondition Condition, int Frames);
