namespace EdgeDaemon.Vision.Frames;

/// <summary>
/// Lends frames and takes them back, so that a running pipeline allocates none. Thread-safe. It keeps as many frames as
/// were ever out at once, each with memory for the largest picture that it has held: pictures of changing sizes cost nothing
/// once the largest has been seen.
/// </summary>
public sealed class FramePool
{
    /// <summary>Largest width or height of a frame, in pixels.</summary>
    public const int MaxSide = 16384;

    private readonly Lock _lock = new();
    private readonly List<Frame> _free = [];
    private int _outstanding;

    /// <summary>Frames that are out.</summary>
    public int Outstanding
    {
        get
        {
            lock (_lock)
                return _outstanding;
        }
    }

    /// <summary>Lends a frame; its pixels are whatever they were before. The caller owns it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not in 1..<see cref="MaxSide"/>.</exception>
    public Frame Rent(PixelFormat format, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        Frame frame;
        lock (_lock)
        {
            frame = TakeBestFit(Frame.SizeOf(format, width, height)) ?? new Frame(this);
            _outstanding++;
        }

        frame.Lend(format, width, height);
        return frame;
    }

    internal void Return(Frame frame)
    {
        lock (_lock)
        {
            _outstanding--;
            _free.Add(frame);
        }
    }

    /// <summary>The free frame with the least memory that suffices, else the one with the most: it will grow.</summary>
    private Frame? TakeBestFit(int sizeBytes)
    {
        var best = -1;
        for (var i = 0; i < _free.Count; i++)
        {
            if (best < 0 || IsBetter(_free[i].CapacityBytes, _free[best].CapacityBytes, sizeBytes))
                best = i;
        }

        if (best < 0)
            return null;
        var frame = _free[best];
        _free.RemoveAt(best);
        return frame;
    }

    private static bool IsBetter(int candidate, int best, int needed) =>
        best < needed ? candidate > best : candidate >= needed && candidate < best;
}
