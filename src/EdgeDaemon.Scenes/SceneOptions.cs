using System.Collections.Immutable;

namespace EdgeDaemon.Scenes;

/// <summary>A drawn scene. The same options draw the same frames, byte for byte, on every machine.</summary>
public sealed record SceneOptions
{
    /// <summary>Seed of everything random in it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Width in pixels, 64..4096, even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in pixels, 64..4096, even.</summary>
    public int Height { get; init; } = 480;

    /// <summary>
    /// Frames per second, above 0; it also says how far things move between two frames. Null: each read returns at once, and
    /// things move as at 10.
    /// </summary>
    public double? FramesPerSecond { get; init; } = 10;

    /// <summary>What happens to the camera, in order. Empty: nothing, without end.</summary>
    public ImmutableArray<SceneScriptStep> Script { get; init; } = [];

    /// <summary>Start the script again at its end? Otherwise the source ends there. Things move on either way.</summary>
    public bool Loop { get; init; } = true;

    /// <summary>Refuses what cannot be drawn.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        CheckSide(Width, nameof(Width));
        CheckSide(Height, nameof(Height));
        if (FramesPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ArgumentException($"FramesPerSecond is {rate}; expected a number above 0, or null.");
        foreach (var step in Script)
        {
            if (step.Frames < 1 || !Enum.IsDefined(step.Condition))
                throw new ArgumentException($"Script step {step.Condition} has {step.Frames} frames; expected a known condition and at least 1 frame.");
        }
    }

    private static void CheckSide(int side, string name)
    {
        if (side is < 64 or > 4096 || side % 2 != 0)
            throw new ArgumentException($"{name} is {side}; expected an even number of pixels in 64..4096.");
    }
}
