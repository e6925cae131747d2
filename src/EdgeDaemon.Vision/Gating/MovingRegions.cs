using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Gating;

/// <summary>A part of the frame in which something moves.</summary>
/// <param name="Box">The smallest box around it, as fractions of the frame.</param>
/// <param name="Area">What of the frame really moves in it, 0..1.</param>
public readonly record struct MovingRegion(BoundingBox Box, float Area);

/// <summary>
/// Puts changed cells that touch together and keeps the largest regions. A region in which nothing differs from the frame before is at
/// rest and does not count. A small one counts only when it was there in the frame before: raindrops and sparks are elsewhere in each.
/// Allocates when the size of the grid changes.
/// </summary>
internal sealed class MovingRegions
{
    private const short ChangedCell = 1;

    // A region of this many times the least area counts at once.
    private const float LargeFactor = 8;
    private const float LeastLasting = 0.4f;

    private readonly MovingRegion[] _regions = new MovingRegion[MotionGate.MaxRegions];
    private short[] _map = [];
    private RegionFinder? _finder;
    private int _width;
    private int _count;

    /// <summary>The largest regions, largest first.</summary>
    public ReadOnlySpan<MovingRegion> Found => _regions.AsSpan(0, _count);

    /// <summary>Area of all regions that are large enough, as a share of the frame.</summary>
    public float Area { get; private set; }

    /// <summary>Finds the regions of a frame.</summary>
    /// <param name="background">What differs in it.</param>
    /// <param name="plane">Its brightness.</param>
    /// <param name="isSoonAfter">Was the frame before so recent that what moves must still overlap with itself?</param>
    /// <param name="minArea">Least area of a region, as a share of the frame.</param>
    public void Find(BackgroundModel background, LumaPlane plane, bool isSoonAfter, float minArea)
    {
        var changed = background.Changed;
        if (_map.Length != changed.Length || _width != plane.Width)
            (_map, _width, _finder) = (new short[changed.Length], plane.Width, new RegionFinder(plane.Height, plane.Width));
        Clear();
        if (!changed.Contains(true))
            return;
        for (var i = 0; i < changed.Length; i++)
            _map[i] = changed[i] ? ChangedCell : ClassMap.None;
        for (var i = 0; i < changed.Length; i++)
        {
            if (_map[i] != ChangedCell)
                continue;
            var region = _finder!.Take(_map, i);
            var area = (float)region.Cells / _map.Length;
            if (area >= minArea && CountIn(region, background.Moving) > 0
                && (!isSoonAfter || area >= minArea * LargeFactor || Lasts(region, background)))
                Keep(region, area);
        }
    }

    public void Clear() => (_count, Area) = (0, 0);

    /// <summary>Had enough of what has changed around here changed in the frame before?</summary>
    private bool Lasts(in CellRegion region, BackgroundModel background)
    {
        var (now, both) = (0, 0);
        for (var y = region.Top; y < region.Bottom; y++)
        {
            for (var i = (y * _width) + region.Left; i < (y * _width) + region.Right; i++)
            {
                now += background.Changed[i] ? 1 : 0;
                both += background.Changed[i] && background.ChangedBefore[i] ? 1 : 0;
            }
        }

        return both >= now * LeastLasting;
    }

    private int CountIn(in CellRegion region, ReadOnlySpan<bool> cells)
    {
        var count = 0;
        for (var y = region.Top; y < region.Bottom; y++)
            count += cells.Slice((y * _width) + region.Left, region.Right - region.Left).Count(true);
        return count;
    }

    private void Keep(in CellRegion region, float area)
    {
        Area += area;
        float height = _map.Length / _width;
        var box = new BoundingBox(
            (float)region.Left / _width, region.Top / height, (float)region.Right / _width, region.Bottom / height);
        var at = _count;
        if (_count < _regions.Length)
            _count++;
        else if (_regions[--at].Area >= area)
            return;
        for (; at > 0 && _regions[at - 1].Area < area; at--)
            _regions[at] = _regions[at - 1];
        _regions[at] = new MovingRegion(box, area);
    }
}
