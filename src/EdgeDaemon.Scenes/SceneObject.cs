using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Scenes;

/// <summary>Kinds of things that move through a drawn scene.</summary>
public enum SceneObjectKind
{
    /// <summary>Someone walking.</summary>
    Person,

    /// <summary>A car.</summary>
    Vehicle,

    /// <summary>A dog.</summary>
    Animal,
}

/// <summary>Where a thing was drawn: the truth that a detector's answer is compared with.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Box">Its visible part, as fractions of the frame.</param>
public readonly record struct SceneObject(SceneObjectKind Kind, BoundingBox Box);
