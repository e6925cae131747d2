using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Zones;

/// <summary>
/// Polygons that are left out of looking, and the cells of a grid over the frame that they hide. One thread; it keeps the cells of one
/// grid, so that cameras do not share one.
/// </summary>
/// <param name="polygons">What is left out.</param>
public sealed class CellMask(ImmutableArray<Polygon> polygons)
{
    private bool[] _hidden = [];
    private int _width;

    /// <summary>A new one that leaves nothing out.</summary>
    public static CellMask None => new([]);

    /// <summary>Is a point left out?</summary>
    public bool Hides(FramePoint point)
    {
        foreach (var polygon in polygons)
        {
            if (polygon.Contains(point))
                return true;
        }

        return false;
    }

    /// <summary>Per cell, row by row, whether its middle is left out. Computed when the size of the grid changes.</summary>
    public ReadOnlySpan<bool> Cells(int width, int height)
    {
        if (_width != width || _hidden.Length != width * height)
            Compute(width, height);
        return _hidden;
    }

    private void Compute(int width, int height)
    {
        (_hidden, _width) = (new bool[width * height], width);
        for (var i = 0; i < _hidden.Length && polygons.Length > 0; i++)
            _hidden[i] = Hides(new FramePoint(((i % width) + 0.5f) / width, ((i / width) + 0.5f) / height));
    }
}
