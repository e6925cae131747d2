using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Gating;

/// <summary>A part of the frame in which something moves.</summary>
/// <param name="Box">The smallest box around it, as fractions of the frame.</param>
/// <param name="Area">What of the frame really moves in it, 0..1.</param>
public readonly record struct MovingRegion(BoundingBox Box, float Area);

/// <summary>Puts changed cells that touch together and keeps the largest regions. Allocates when the size of the grid changes.</summary>
internal sealed class MovingRegions
{
    private const short ChangedCell = 1;

    private readonly MovingRegion[] _regions = new MovingRegion[MotionGate.MaxRegions];
    private short[] _map = [];
    private RegionFinder? _finder;
    private int _width;
    private int _count;

    /// <summary>The largest regions, largest first.</summary>
    public ReadOnlySpan<MovingRegion> Found => _regions.AsSpan(0, _count);

    /// <summary>Area of all regions that are large enough, as a share of the frame.</summary>
    public float Area { get; private set; }

    public void Find(ReadOnlySpan<bool> changed, int width, float minArea)
    {
        if (_map.Length != changed.Length || _width != width)
            (_map, _width, _finder) = (new short[changed.Length], width, new RegionFinder(changed.Length / width, width));
        for (var i = 0; i < changed.Length; i++)
            _map[i] = changed[i] ? ChangedCell : ClassMap.None;
        Clear();
        for (var i = 0; i < changed.Length; i++)
        {
            if (_map[i] == ChangedCell)
                Keep(_finder!.Take(_map, i), minArea);
        }
    }

    public void Clear() => (_count, Area) = (0, 0);

    private void Keep(in CellRegion region, float minArea)
    {
        var area = (float)region.Cells / _map.Length;
        if (area < minArea)
            return;
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
