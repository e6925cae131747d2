namespace EdgeDaemon.Capture.Iot.Video;

/// <summary>What a run of equal buffers means.</summary>
internal enum SameBuffer
{
    /// <summary>Nothing: there are few, or none.</summary>
    Live,

    /// <summary>The camera has shown the very same for as long as one that is silent is waited for.</summary>
    Stalled,

    /// <summary>Faster than any camera: the calls below fail, and nobody has noticed.</summary>
    Flood,
}

/// <summary>
/// Tells a live camera from one that the package takes for live: when its calls fail, it delivers the memory of the last frame again, as
/// fast as it can. Two pictures of a sensor are never equal to the last bit. One thread.
/// </summary>
/// <param name="patience">How long a camera may show the very same.</param>
internal sealed class SameBufferWatch(TimeSpan patience)
{
    /// <summary>Equal buffers in a row after which their rate is looked at.</summary>
    internal const int Run = 32;

    // No camera that this is for makes more frames per second.
    private const double FastestRate = 1000;

    private int _count;
    private TimeSpan _since;

    /// <summary>Takes note of a buffer.</summary>
    /// <param name="isSame">Is it equal to the one before?</param>
    /// <param name="now">When it came.</param>
    internal SameBuffer Note(bool isSame, TimeSpan now)
    {
        if (!isSame)
        {
            (_count, _since) = (0, now);
            return SameBuffer.Live;
        }

        _count++;
        if (_count >= Run && (now - _since).TotalSeconds * FastestRate < _count)
            return SameBuffer.Flood;
        return now - _since >= patience ? SameBuffer.Stalled : SameBuffer.Live;
    }
}
