using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Frames;

/// <summary>
/// One picture from a camera. Its memory belongs to a <see cref="FramePool"/>; it has exactly one owner at a time, and the
/// owner disposes it. Not thread-safe: hand it over, do not share it.
/// </summary>
public sealed class Frame : IDisposable
{
    private readonly FramePool _pool;
    private readonly byte[] _buffer;
    private bool _owned;

    internal Frame(FramePool pool, PixelFormat format, int width, int height)
    {
        _pool = pool;
        Format = format;
        Width = width;
        Height = height;
        Planes = PlanesOf(format, width, height);
        var last = Planes[^1];
        _buffer = GC.AllocateUninitializedArray<byte>(last.Offset + (last.StrideBytes * last.Rows), pinned: true);
    }

    /// <summary>How the pixels lie in <see cref="Bytes"/>.</summary>
    public PixelFormat Format { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Planes in the order of <see cref="PixelFormat"/>'s description.</summary>
    public ImmutableArray<FramePlane> Planes { get; }

    /// <summary>Meaning of black and white; only for YUV formats.</summary>
    public ColorRange Range { get; set; }

    /// <summary>When it was taken: monotonic time, from any origin that stays the same for one source.</summary>
    public TimeSpan Timestamp { get; set; }

    /// <summary>Counted by the source; a gap is a frame that was dropped before it reached us.</summary>
    public long SequenceNumber { get; set; }

    /// <summary>
    /// Size of the picture before decoding scaled it down (JPEG at a reduced DCT scale); equal to <see cref="Width"/> and
    /// <see cref="Height"/> otherwise.
    /// </summary>
    public (int Width, int Height) OriginalSize { get; set; }

    /// <summary>All planes' memory. It is pinned, so native code may write to it while the owner holds the frame.</summary>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(!_owned, this);
            return _buffer;
        }
    }

    /// <summary>Memory of one plane, from its first row to the end of its last.</summary>
    public Span<byte> Plane(int index)
    {
        var plane = Planes[index];
        return Bytes.Slice(plane.Offset, plane.StrideBytes * plane.Rows);
    }

    /// <summary>Gives the memory back to the pool. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (!_owned)
            return;
        _owned = false;
        _pool.Return(this);
    }

    internal void TakeOwnership()
    {
        _owned = true;
        Range = ColorRange.Full;
        Timestamp = TimeSpan.Zero;
        SequenceNumber = 0;
        OriginalSize = (Width, Height);
    }

    private static ImmutableArray<FramePlane> PlanesOf(PixelFormat format, int width, int height)
    {
        var (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        return format switch
        {
            PixelFormat.Gray8 => [new FramePlane(0, width, width, height)],
            PixelFormat.Rgb24 => [new FramePlane(0, width * 3, width * 3, height)],
            PixelFormat.Yuyv => [new FramePlane(0, halfWidth * 4, halfWidth * 4, height)],
            PixelFormat.Nv12 =>
            [
                new FramePlane(0, width, width, height),
                new FramePlane(width * height, halfWidth * 2, halfWidth * 2, halfHeight),
            ],
            PixelFormat.I420 =>
            [
                new FramePlane(0, width, width, height),
                new FramePlane(width * height, halfWidth, halfWidth, halfHeight),
                new FramePlane((width * height) + (halfWidth * halfHeight), halfWidth, halfWidth, halfHeight),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a pixel format."),
        };
    }
}
