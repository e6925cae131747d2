using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// What is odd about the boxes of a frame, before they are cut to it. A decoder that reads a model's numbers for something else than
/// they are sees boxes too, but hardly sensible ones.
/// </summary>
public record struct BoxTally
{
    /// <summary>Input pixels: no object is found in a corner this small, but every box of 0..1 that is taken for pixels.</summary>
    private const float CornerSide = 4;

    private const float WholeArea = 0.95f;

    /// <summary>Boxes.</summary>
    public int Count { get; private set; }

    /// <summary>Of them, within the first pixels of the input.</summary>
    public int InCorner { get; private set; }

    /// <summary>Of them, centred outside the frame or larger than it by half.</summary>
    public int Outside { get; private set; }

    /// <summary>Of them, the whole frame.</summary>
    public int Whole { get; private set; }

    /// <summary>The best score; above 1 where it is no probability.</summary>
    public float Highest { get; private set; }

    /// <summary>The worst score.</summary>
    public float Lowest { get; private set; }

    /// <summary>Adds a box in input pixels.</summary>
    internal void Add(in BoundingBox box, float score, in ResizeTransform transform)
    {
        Lowest = Count == 0 ? score : MathF.Min(Lowest, score);
        Highest = MathF.Max(Highest, score);
        Count++;
        if (box.Left >= -CornerSide && box.Top >= -CornerSide && box.Right <= CornerSide && box.Bottom <= CornerSide)
            InCorner++;
        var x = (((box.Left + box.Right) / 2 * transform.ScaleX) + transform.OffsetX) / transform.FrameWidth;
        var y = (((box.Top + box.Bottom) / 2 * transform.ScaleY) + transform.OffsetY) / transform.FrameHeight;
        var width = (box.Right - box.Left) * transform.ScaleX / transform.FrameWidth;
        var height = (box.Bottom - box.Top) * transform.ScaleY / transform.FrameHeight;
        if (x is < -0.25f or > 1.25f || y is < -0.25f or > 1.25f || width > 1.5f || height > 1.5f)
            Outside++;
        else if (transform.ToFrame(box.Left, box.Top, box.Right, box.Bottom).Area >= WholeArea)
            Whole++;
    }

    /// <summary>The tally of both.</summary>
    public readonly BoxTally With(BoxTally other) => other.Count == 0 ? this : Count == 0 ? other : new BoxTally
    {
        Count = Count + other.Count,
        InCorner = InCorner + other.InCorner,
        Outside = Outside + other.Outside,
        Whole = Whole + other.Whole,
        Highest = MathF.Max(Highest, other.Highest),
        Lowest = MathF.Min(Lowest, other.Lowest),
    };
}
