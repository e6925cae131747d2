using System.Numerics;

namespace EdgeDaemon.Pipeline.Metering;

/// <summary>
/// Counts durations in buckets whose width grows with the duration, eight to each doubling, so that a quantile is right within
/// an eighth whatever its size. Recording allocates nothing.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepsPerDoubling = 8;
    private const int StepBits = 3;

    // 16 µs to 2 minutes.
    private const int SmallestBits = 4;
    private const int Doublings = 23;
    private readonly int[] _counts = new int[(Doublings + 1) * StepsPerDoubling];

    /// <summary>Durations recorded.</summary>
    public int Count { get; private set; }

    /// <summary>Records a duration; one that is out of range counts as the nearest.</summary>
    public void Record(TimeSpan duration)
    {
        _counts[BucketOf((long)duration.TotalMicroseconds)]++;
        Count++;
    }

    /// <summary>The duration that a share of all do not exceed, rounded up to the end of its bucket; null when nothing was recorded.</summary>
    /// <param name="share">0..1.</param>
    public TimeSpan? Quantile(double share)
    {
        if (Count == 0)
            return null;
        var left = Math.Max(1, (long)Math.Ceiling(share * Count));
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0)
                return TimeSpan.FromMicroseconds(EndOf(bucket));
        }

        return null;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    private static int BucketOf(long microseconds)
    {
        var value = (ulong)Math.Clamp(microseconds, 1L << SmallestBits, (1L << (SmallestBits + Doublings + 1)) - 1);
        var doubling = BitOperations.Log2(value);
        var step = (int)(value >> (doubling - StepBits)) & (StepsPerDoubling - 1);
        return ((doubling - SmallestBits) * StepsPerDoubling) + step;
    }

    private static long EndOf(int bucket)
    {
        var doubling = (bucket / StepsPerDoubling) + SmallestBits;
        return (StepsPerDoubling + (bucket % StepsPerDoubling) + 1L) << (doubling - StepBits);
    }
}
