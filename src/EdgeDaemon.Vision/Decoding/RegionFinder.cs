namespace EdgeDaemon.Vision.Decoding;

/// <summary>A connected region of cells of one class: edges in cells, right and bottom just beyond.</summary>
internal readonly record struct CellRegion(int Left, int Top, int Right, int Bottom, int Cells);

/// <summary>
/// Measures the connected regions of a class map (cells that touch, also at their corners, belong together) by flooding them
/// one after the other. A flooded cell is erased, so each is visited once, and nothing of the map is left in the end.
/// </summary>
internal sealed class RegionFinder(int rows, int columns)
{
    // Every cell is put on the stack at most once, because it is erased at that moment.
    private readonly int[] _stack = new int[rows * columns];

    /// <summary>Erases the region around a cell.</summary>
    /// <param name="cells">The map; the region becomes <see cref="ClassMap.None"/>.</param>
    /// <param name="start">A cell with a class.</param>
    public CellRegion Take(Span<short> cells, int start)
    {
        var label = cells[start];
        var (left, top, right, bottom, count) = (columns, rows, 0, 0, 0);
        var depth = 0;
        cells[start] = ClassMap.None;
        _stack[depth++] = start;
        while (depth > 0)
        {
            var cell = _stack[--depth];
            var (x, y) = (cell % columns, cell / columns);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            count++;
            for (var row = Math.Max(0, y - 1); row <= Math.Min(rows - 1, y + 1); row++)
            {
                for (var at = (row * columns) + Math.Max(0, x - 1); at <= (row * columns) + Math.Min(columns - 1, x + 1); at++)
                {
                    if (cells[at] != label)
                        continue;
                    cells[at] = ClassMap.None;
                    _stack[depth++] = at;
                }
            }
        }

        return new CellRegion(left, top, right, bottom, count);
    }
}
