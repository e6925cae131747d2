namespace EdgeDaemon.Cli.Benchmarking;

/// <summary>Durations of one stage; memory is taken before the measurement begins.</summary>
internal sealed class StageSamples(int capacity)
{
    private readonly TimeSpan[] _samples = new TimeSpan[capacity];
    private int _count;

    /// <summary>Adds one duration.</summary>
    public void Add(TimeSpan duration) => _samples[_count++] = duration;

    /// <summary>Forgets the warm-up.</summary>
    public void Clear() => _count = 0;

    /// <summary>Median and 99th percentile (nearest rank).</summary>
    public StageTimes Summarise()
    {
        var sorted = _samples.AsSpan(0, _count).ToArray();
        Array.Sort(sorted);
        return new StageTimes(Percentile(sorted, 0.5), Percentile(sorted, 0.99));
    }

    private static double Percentile(TimeSpan[] sorted, double share) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)].TotalMilliseconds, 4);
}
