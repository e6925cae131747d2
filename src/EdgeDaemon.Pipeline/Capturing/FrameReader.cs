using EdgeDaemon.Capture;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Zones;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>
/// How every part of this program reads a source. Frames that come sooner than the wanted rate are left out, undecoded where the source can
/// tell them before. What a privacy mask covers is painted over before anybody gets the frame; a damaged frame is told, counted and left out,
/// until so many come in a row that the source counts as failed. Read by one thread.
/// </summary>
/// <param name="source">Owned from here on.</param>
/// <param name="mask">What is painted over.</param>
/// <param name="cadence">Which frames are wanted; null: every one.</param>
/// <param name="damaged">Hears of damaged frames: how many there were, and what is wrong with this one.</param>
internal sealed class FrameReader(IFrameSource source, PrivacyMask mask, FrameCadence? cadence = null, Action<long, string>? damaged = null) : IDisposable
{
    private const int MostDamagedInARow = 100;

    // The first ones are told, then one in a hundred: a broken camera must not fill the log.
    private const int ToldAtFirst = 5;
    private const int ToldAfterwards = 100;

    private PrivacyMask _mask = mask;
    private long _framesRead;
    private long _framesUndecodable;
    private long _framesSkipped;
    private long _framesLost;
    private long _nextNumber;
    private bool _isAsked;

    /// <summary>The source, in words.</summary>
    public string Description => source.Description;

    /// <summary>Frames that the source delivered.</summary>
    public long FramesRead => Interlocked.Read(ref _framesRead);

    /// <summary>Frames that could not be decoded.</summary>
    public long FramesUndecodable => Interlocked.Read(ref _framesUndecodable);

    /// <summary>Frames that came sooner than the configured rate asks for.</summary>
    public long FramesSkipped => Interlocked.Read(ref _framesSkipped);

    /// <summary>Frames that were dropped before they reached us: gaps in the source's count.</summary>
    public long FramesLost => Interlocked.Read(ref _framesLost);

    /// <summary>Opens the source.</summary>
    /// <exception cref="FrameSourceException">It cannot be opened.</exception>
    public void Open()
    {
        source.Wanted = IsWanted;
        source.Open();
        _nextNumber = 0;
    }

    /// <summary>Reads the next frame that is wanted and not damaged; null: the source is at its end.</summary>
    /// <exception cref="FrameSourceException">It failed, or delivers nothing but damaged frames.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> fired.</exception>
    public Frame? Read(CancellationToken cancellation)
    {
        for (var damagedInARow = 0; damagedInARow < MostDamagedInARow;)
        {
            try
            {
                _isAsked = false;
                if (source.Read(cancellation) is not { } frame)
                    return null;
                if (!_isAsked && !IsWanted(frame.SequenceNumber, frame.Timestamp))
                {
                    frame.Dispose();
                    damagedInARow = 0;
                    continue;
                }

                Volatile.Read(ref _mask).Paint(frame);
                Count(frame.SequenceNumber);
                return frame;
            }
            catch (FrameDecodeException failure)
            {
                damagedInARow++;
                // The next one takes its place.
                cadence?.Restart();
                var count = Interlocked.Increment(ref _framesUndecodable);
                if (count <= ToldAtFirst || count % ToldAfterwards == 0)
                    damaged?.Invoke(count, failure.Message);
            }
        }

        throw new FrameSourceException($"{source.Description}: {MostDamagedInARow} damaged frames in a row.");
    }

    /// <summary>Takes over another mask and rate while frames flow; thread-safe.</summary>
    public void Apply(PrivacyMask other, double framesPerSecond)
    {
        Volatile.Write(ref _mask, other);
        cadence?.SetRate(framesPerSecond);
    }

    /// <summary>Closes the source; it may be opened again.</summary>
    public void Dispose() => source.Dispose();

    /// <summary>Is the frame wanted at the configured rate? Counted when it is not.</summary>
    private bool IsWanted(long number, TimeSpan timestamp)
    {
        _isAsked = true;
        if (cadence is null || cadence.IsDue(timestamp))
            return true;
        Count(number);
        Interlocked.Increment(ref _framesSkipped);
        return false;
    }

    private void Count(long number)
    {
        Interlocked.Increment(ref _framesRead);
        if (number > _nextNumber)
            Interlocked.Add(ref _framesLost, number - _nextNumber);
        _nextNumber = number + 1;
    }
}
