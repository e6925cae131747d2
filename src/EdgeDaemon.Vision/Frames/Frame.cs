namespace EdgeDaemon.Vision.Frames;

/// <summary>
/// One picture from a camera. Its memory belongs to a <see cref="FramePool"/>; it has exactly one owner at a time, and the
/// owner disposes it. Not thread-safe: hand it over, do not share it.
/// </summary>
public sealed class Frame : IDisposable
{
    private const int MostPlanes = 3;

    private readonly FramePool _pool;
    private readonly FramePlane[] _planes = new FramePlane[MostPlanes];
    private byte[] _buffer = [];
    private int _planeCount;
    private bool _owned;

    internal Frame(FramePool pool) => _pool = pool;

    /// <summary>How the pixels lie in <see cref="Bytes"/>.</summary>
    public PixelFormat Format { get; private set; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Planes in the order of <see cref="PixelFormat"/>'s description.</summary>
    public ReadOnlySpan<FramePlane> Planes => _planes.AsSpan(0, _planeCount);

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
            return _buffer.AsSpan(0, SizeBytes);
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

    /// <summary>Bytes that its memory holds, whatever the present size.</summary>
    internal int CapacityBytes => _buffer.Length;

    private int SizeBytes => EndOf(_planes[_planeCount - 1]);

    /// <summary>Becomes an owned frame of this format and size; new memory is taken only when the old is too small.</summary>
    internal void Lend(PixelFormat format, int width, int height)
    {
        (Format, Width, Height) = (format, width, height);
        _planeCount = LayOut(format, width, height, _planes);
        if (SizeBytes > _buffer.Length)
            _buffer = GC.AllocateUninitializedArray<byte>(SizeBytes, pinned: true);
        Range = ColorRange.Full;
        Timestamp = TimeSpan.Zero;
        SequenceNumber = 0;
        OriginalSize = (width, height);
        _owned = true;
    }

    /// <summary>Bytes that a frame of this format and size takes.</summary>
    internal static int SizeOf(PixelFormat format, int width, int height)
    {
        Span<FramePlane> planes = stackalloc FramePlane[MostPlanes];
        return EndOf(planes[LayOut(format, width, height, planes) - 1]);
    }

    private static int EndOf(in FramePlane plane) => plane.Offset + (plane.StrideBytes * plane.Rows);

    private static int LayOut(PixelFormat format, int width, int height, Span<FramePlane> planes)
    {
        var (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        switch (format)
        {
            case PixelFormat.Gray8:
                planes[0] = new FramePlane(0, width, width, height);
                return 1;
            case PixelFormat.Rgb24:
                planes[0] = new FramePlane(0, width * 3, width * 3, height);
                return 1;
            case PixelFormat.Yuyv:
                planes[0] = new FramePlane(0, halfWidth * 4, halfWidth * 4, height);
                return 1;
            case PixelFormat.Nv12:
                planes[0] = new FramePlane(0, width, width, height);
                planes[1] = new FramePlane(width * height, halfWidth * 2, halfWidth * 2, halfHeight);
                return 2;
            case PixelFormat.I420:
                planes[0] = new FramePlane(0, width, width, height);
                planes[1] = new FramePlane(width * height, halfWidth, halfWidth, halfHeight);
                planes[2] = new FramePlane((width * height) + (halfWidth * halfHeight), halfWidth, halfWidth, halfHeight);
                return 3;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "Not a pixel format.");
        }
    }
}
