using System.Collections.Immutable;

namespace EdgeDaemon.Scenes.Stage;

/// <summary>The light from a frame on.</summary>
/// <param name="FromFrame">First frame with it.</param>
/// <param name="Gain">Factor on the light of the scene, above 0.</param>
public readonly record struct StageLight(int FromFrame, float Gain);

/// <summary>A pillar in front of everything: what passes behind it is hidden.</summary>
/// <param name="X">Its middle, as a fraction of the frame's width.</param>
/// <param name="Width">Its width, likewise.</param>
public readonly record struct StagePillar(float X, float Width);

/// <summary>
/// A scene in which all that happens is written down, so that the truth about each frame is known: who is where, what the camera
/// suffers. The same play draws the same frames, byte for byte, on every machine.
/// </summary>
public sealed record StagePlay
{
    /// <summary>What it is called, in reports.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of everything random in it: the backdrop, looks, noise, rain.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Width in pixels, 64..4096, even.</summary>
    public int Width { get; init; } = 320;

    /// <summary>Height in pixels, 64..4096, even.</summary>
    public int Height { get; init; } = 240;

    /// <summary>Frames per second.</summary>
    public double FramesPerSecond { get; init; } = 10;

    /// <summary>Frames of the whole play, 1 or more.</summary>
    public required int Frames { get; init; }

    /// <summary>Who appears; the position, from 1, is the actor's number.</summary>
    public ImmutableArray<StageActor> Actors { get; init; } = [];

    /// <summary>What the camera suffers, in order; after the last step, and without any, nothing.</summary>
    public ImmutableArray<SceneScriptStep> Script { get; init; } = [];

    /// <summary>When the light changes, in order of frames.</summary>
    public ImmutableArray<StageLight> Lights { get; init; } = [];

    /// <summary>Raindrops that streak through each frame.</summary>
    public int RainStreaks { get; init; }

    /// <summary>A pillar, or null.</summary>
    public StagePillar? Pillar { get; init; }

    /// <summary>From a frame on the camera looks aside, by a fraction of the frame's width; or null.</summary>
    public (int FromFrame, float Aside)? Knock { get; init; }

    /// <summary>What the camera suffers at a frame.</summary>
    public SceneCondition ConditionAt(int frame)
    {
        foreach (var step in Script)
        {
            if (frame < step.Frames)
                return step.Condition;
            frame -= step.Frames;
        }

        return SceneCondition.Ok;
    }
}
