namespace EdgeDaemon.Vision.Zones;

/// <summary>
/// The pixels that polygons touch, if only at a corner. A pixel is touched when its middle lies inside, or the outline runs
/// through it; within a row of pixels an edge runs through all pixels from its least to its greatest x there.
/// </summary>
internal sealed class TouchedPixels(int width, int height)
{
    private readonly bool[] _touched = new bool[width * height];

    public void Add(Polygon polygon)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                _touched[(y * width) + x] |= polygon.Contains(new FramePoint((x + 0.5f) / width, (y + 0.5f) / height));
        }

        var from = polygon.Corners[^1];
        foreach (var to in polygon.Corners)
        {
            AddEdge(from.X * width, from.Y * height, to.X * width, to.Y * height);
            from = to;
        }
    }

    /// <summary>The same at half the size, rounded up: what touches any of the four.</summary>
    public TouchedPixels Halved()
    {
        var halfWidth = (width + 1) / 2;
        var half = new TouchedPixels(halfWidth, (height + 1) / 2);
        for (var i = 0; i < _touched.Length; i++)
            half._touched[(i / width / 2 * halfWidth) + (i % width / 2)] |= _touched[i];
        return half;
    }

    public PixelRun[] Runs()
    {
        var runs = new List<PixelRun>();
        for (var y = 0; y < height; y++)
        {
            var row = _touched.AsSpan(y * width, width);
            for (var from = row.IndexOf(true); from >= 0;)
            {
                var length = row[from..].IndexOf(false);
                var to = length < 0 ? width : from + length;
                runs.Add(new PixelRun(y, from, to));
                var next = row[to..].IndexOf(true);
                from = next < 0 ? -1 : to + next;
            }
        }

        return [.. runs];
    }

    private void AddEdge(float ax, float ay, float bx, float by)
    {
        if (ay > by)
            (ax, ay, bx, by) = (bx, by, ax, ay);
        for (var y = Math.Max(0, (int)MathF.Floor(ay)); y <= Math.Min(height - 1, (int)MathF.Floor(by)); y++)
        {
            // Where the edge enters the row and where it leaves it.
            var (enter, leave) = by > ay ? (XAt(MathF.Max(y, ay)), XAt(MathF.Min(y + 1, by))) : (ax, bx);
            var left = Math.Max(0, (int)MathF.Floor(MathF.Min(enter, leave)));
            var right = Math.Min(width - 1, (int)MathF.Floor(MathF.Max(enter, leave)));
            if (right >= left)
                _touched.AsSpan((y * width) + left, right - left + 1).Fill(true);
        }

        float XAt(float y) => ax + ((y - ay) / (by - ay) * (bx - ax));
    }
}
