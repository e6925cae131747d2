using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Zones;

/// <summary>
/// A closed outline in fractions of the frame; it may be concave. Where it crosses itself, what is enclosed twice lies outside
/// (even-odd rule).
/// </summary>
public sealed class Polygon
{
    /// <summary>Fewest corners.</summary>
    public const int MinCorners = 3;

    private readonly FramePoint[] _corners;

    /// <summary>Closes the outline from the last corner to the first.</summary>
    /// <exception cref="ArgumentException">Fewer than <see cref="MinCorners"/> corners, or one that is not a number.</exception>
    public Polygon(ImmutableArray<FramePoint> corners)
    {
        if (corners.Length < MinCorners)
            throw new ArgumentException($"A polygon of {corners.Length} corners; expected {MinCorners} or more.", nameof(corners));
        foreach (var corner in corners)
        {
            if (!float.IsFinite(corner.X) || !float.IsFinite(corner.Y))
                throw new ArgumentException($"Corner ({corner.X}, {corner.Y}) is not a point.", nameof(corners));
        }

        _corners = [.. corners];
    }

    /// <summary>The corners in their order.</summary>
    public ReadOnlySpan<FramePoint> Corners => _corners;

    /// <summary>Does a point lie inside? A point on a left or upper edge does, one on a right or lower edge does not.</summary>
    public bool Contains(FramePoint point)
    {
        var inside = false;
        var from = _corners[^1];
        foreach (var to in _corners)
        {
            // A ray to the right crosses an edge that spans the point's height, its lower end excluded, so that a corner counts once.
            if (from.Y > point.Y != to.Y > point.Y && point.X < CrossingOf(from, to, point.Y))
                inside = !inside;
            from = to;
        }

        return inside;
    }

    /// <summary>Where an edge crosses a height; to the last bit the same in both directions, as two neighbours share an edge.</summary>
    private static float CrossingOf(FramePoint from, FramePoint to, float y)
    {
        var (upper, lower) = from.Y < to.Y ? (from, to) : (to, from);
        return upper.X + ((y - upper.Y) / (lower.Y - upper.Y) * (lower.X - upper.X));
    }
}
