namespace EdgeDaemon.Vision.Decoding;

/// <summary>A box, edges as fractions of the frame (0..1), left ≤ right, top ≤ bottom.</summary>
public readonly record struct BoundingBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Width × height, as a share of the frame.</summary>
    public float Area => MathF.Max(0, Right - Left) * MathF.Max(0, Bottom - Top);

    /// <summary>Intersection over union, 0..1; 0 when either box has no area.</summary>
    public static float IntersectionOverUnion(in BoundingBox a, in BoundingBox b)
    {
        var width = MathF.Min(a.Right, b.Right) - MathF.Max(a.Left, b.Left);
        var height = MathF.Min(a.Bottom, b.Bottom) - MathF.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var intersection = width * height;
        return intersection / (a.Area + b.Area - intersection);
    }
}
