using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Health;

/// <summary>
/// Notices a camera that delivers the same picture again and again. A real sensor is never quiet: in a grid of samples some
/// change from frame to frame. Pictures without any contrast are not judged, because noise is clipped away in a black or a
/// white one. Reads some hundred bytes per frame; one thread; allocates nothing.
/// </summary>
/// <param name="frames">This many frames in a row with the same samples are a frozen picture, 2 or more.</param>
public sealed class FrozenDetector(int frames)
{
    private const int GridColumns = 32;
    private const int GridRows = 24;

    // FNV-1a, 64 bit (draft-eastlake-fnv): one multiplication per sample, and every sample counts.
    private const ulong FnvOffset = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    private readonly int _frames = frames >= 2
        ? frames
        : throw new ArgumentOutOfRangeException(nameof(frames), frames, "Expected 2 or more.");
    private ulong _lastDigest;
    private int _same;

    /// <summary>Takes one frame in.</summary>
    /// <returns>Whether the picture is frozen as of this frame.</returns>
    public bool Observe(Frame frame)
    {
        var (digest, hasContrast) = Sample(frame);
        _same = hasContrast && digest == _lastDigest ? Math.Min(_same + 1, _frames) : 1;
        _lastDigest = digest;
        return _same >= _frames;
    }

    /// <summary>Forgets the last picture.</summary>
    public void Reset() => (_lastDigest, _same) = (0, 0);

    private static (ulong Digest, bool HasContrast) Sample(Frame frame)
    {
        // The first plane holds luma in YUV formats; in RGB green, the byte in the middle of a pixel, stands for it.
        var step = frame.Format switch
        {
            PixelFormat.Rgb24 => 3,
            PixelFormat.Yuyv => 2,
            _ => 1,
        };
        var firstByte = frame.Format == PixelFormat.Rgb24 ? 1 : 0;
        var luma = frame.Plane(0);
        var stride = frame.Planes[0].StrideBytes;
        var (least, most) = (byte.MaxValue, byte.MinValue);
        var digest = (FnvOffset ^ (uint)frame.Width) * FnvPrime;
        for (var row = 0; row < GridRows; row++)
        {
            var line = luma.Slice(((row * 2) + 1) * frame.Height / (GridRows * 2) * stride, stride);
            for (var column = 0; column < GridColumns; column++)
            {
                var sample = line[(((column * 2) + 1) * frame.Width / (GridColumns * 2) * step) + firstByte];
                digest = (digest ^ sample) * FnvPrime;
                (least, most) = (Math.Min(least, sample), Math.Max(most, sample));
            }
        }

        return (digest, most > least);
    }
}
