namespace EdgeDaemon.Vision.Frames;

/// <summary>
/// Lends frames and takes them back, so that a running pipeline allocates none. Thread-safe. It keeps as many frames as
/// were ever out at once; frames of a size or format no longer asked for are let go when others come back.
/// </summary>
public sealed class FramePool
{
    /// <summary>Largest width or height of a frame, in pixels.</summary>
    public const int MaxSide = 16384;

    private readonly Lock _lock = new();
    private readonly List<Frame> _free = [];
    private (PixelFormat Format, int Width, int Height) _lastRented;
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
        lock (_lock)
        {
            _outstanding++;
            _lastRented = (format, width, height);
            for (var i = _free.Count - 1; i >= 0; i--)
            {
                if (!Fits(_free[i]))
                    continue;
                var frame = _free[i];
                _free.RemoveAt(i);
                frame.TakeOwnership();
                return frame;
            }
        }

        var created = new Frame(this, format, width, height);
        created.TakeOwnership();
        return created;
    }

    internal void Return(Frame frame)
    {
        lock (_lock)
        {
            _outstanding--;
            if (Fits(frame))
                _free.Add(frame);
            else if (_free.Count < 8)
                _free.Insert(0, frame);
            if (_free.Count > 16)
                _free.RemoveAt(0);
        }
    }

    private bool Fits(Frame frame) => (frame.Format, frame.Width, frame.Height) == _lastRented;
}
