namespace EdgeDaemon.Vision.Gating;

/// <summary>How many frames the gate decided, and why. Written by one thread; another may read, number by number.</summary>
public sealed class GateCounters
{
    private readonly long[] _frames = new long[Enum.GetValues<GateReason>().Length];

    /// <summary>Frames decided for a reason.</summary>
    public long this[GateReason reason] => Interlocked.Read(ref _frames[(int)reason]);

    /// <summary>Frames that were inferred.</summary>
    public long Inferred
    {
        get
        {
            var sum = 0L;
            for (var reason = 0; reason < _frames.Length; reason++)
                sum += (GateReason)reason == GateReason.Still ? 0 : this[(GateReason)reason];
            return sum;
        }
    }

    internal void Count(GateReason reason) => Interlocked.Increment(ref _frames[(int)reason]);
}
