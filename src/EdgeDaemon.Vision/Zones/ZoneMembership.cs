namespace EdgeDaemon.Vision.Zones;

/// <summary>Where one object is with respect to one zone.</summary>
internal struct ZoneMembership
{
    // An object that stands on a line must not cross it by trembling: it has to get this far away from it, in fractions of the frame.
    private const float LeastDistance = 0.01f;

    private int _insideFrames;
    private int _outsideFrames;
    private TimeSpan _insideSince;
    private FramePoint _sidePoint;
    private int _side;

    /// <summary>Is it in the zone?</summary>
    public bool IsIn { get; private set; }

    /// <summary>Takes a place of the object in.</summary>
    /// <returns>Whether <see cref="IsIn"/> is now another.</returns>
    public bool Observe(Zone zone, FramePoint point, TimeSpan timestamp)
    {
        var wasIn = IsIn;
        switch (zone)
        {
            case AreaZone area:
                Follow(area, point, timestamp);
                break;
            case LineZone line:
                Follow(line, point);
                break;
        }

        return IsIn != wasIn;
    }

    private void Follow(AreaZone area, FramePoint point, TimeSpan timestamp)
    {
        if (area.Outline.Contains(point))
        {
            if (_insideFrames++ == 0 && !IsIn)
                _insideSince = timestamp;
            _outsideFrames = 0;
            IsIn = IsIn || (_insideFrames >= area.InertiaFrames && timestamp - _insideSince >= area.Loitering);
        }
        else if (++_outsideFrames >= area.InertiaFrames)
        {
            (_insideFrames, IsIn) = (0, false);
        }
    }

    private void Follow(LineZone line, FramePoint point)
    {
        var (dx, dy) = (line.To.X - line.From.X, line.To.Y - line.From.Y);
        var length = MathF.Sqrt((dx * dx) + (dy * dy));
        var distance = ((dx * (point.Y - line.From.Y)) - (dy * (point.X - line.From.X))) / MathF.Max(length, 1e-6f);
        if (MathF.Abs(distance) < LeastDistance)
            return;

        // y grows downwards, so that the right-hand side is the positive one.
        var side = distance > 0 ? 1 : -1;
        if (side == -_side && Counts(line.Direction, side) && PathMeets(line, point, distance, dx, dy))
            IsIn = true;
        (_side, _sidePoint) = (side, point);
    }

    private static bool Counts(CrossingDirection direction, int newSide) => direction switch
    {
        CrossingDirection.ToLeft => newSide < 0,
        CrossingDirection.ToRight => newSide > 0,
        _ => true,
    };

    /// <summary>Does the way from the last place lead through the line, not past its ends?</summary>
    private readonly bool PathMeets(LineZone line, FramePoint point, float distance, float dx, float dy)
    {
        var square = MathF.Max((dx * dx) + (dy * dy), 1e-9f);
        var before = ((dx * (_sidePoint.Y - line.From.Y)) - (dy * (_sidePoint.X - line.From.X))) / MathF.Sqrt(square);
        var share = before / (before - distance);
        var (x, y) = (_sidePoint.X + ((point.X - _sidePoint.X) * share), _sidePoint.Y + ((point.Y - _sidePoint.Y) * share));
        var along = (((x - line.From.X) * dx) + ((y - line.From.Y) * dy)) / square;
        return along is >= 0 and <= 1;
    }
}
