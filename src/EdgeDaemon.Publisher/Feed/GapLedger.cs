using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.Feed;

/// <summary>
/// Knows which sequence numbers this publisher has read, so that a gap is reported for exactly those that it has not. The writer
/// states a gap by the cursor that it saw last, and in a record behind the hole; what was in flight meanwhile is not lost.
/// </summary>
internal sealed class GapLedger
{
    // A hole that no gap record ever speaks of (sequence numbers that a power cut took) must not stay for ever.
    private const int MostHoles = 64;
    private readonly List<(ulong First, ulong Last)> _holes = [];
    private ulong _start;
    private ulong _last;

    /// <summary>Reading goes on behind this sequence number; of what lies before it, the writer's word holds.</summary>
    public void Begin(ulong sequence)
    {
        _holes.Clear();
        (_start, _last) = (sequence, sequence);
    }

    /// <summary>A record was read.</summary>
    public void Read(ulong sequence)
    {
        if (sequence > _last + 1)
            _holes.Add((_last + 1, sequence - 1));
        if (_holes.Count > MostHoles)
            _holes.RemoveAt(0);
        _last = sequence;
    }

    /// <summary>The part of a gap that was really lost, or null when all of it was read.</summary>
    /// <param name="gap">A record of kind gap that was read.</param>
    public (ulong Count, ulong First, ulong Last)? Lost(in LabelRecord gap)
    {
        var (first, last) = (gap.GapFirstSequence, gap.GapFirstSequence + gap.TrackId);
        ulong count = 0, lostFirst = ulong.MaxValue, lostLast = 0;
        Take(first, Math.Min(last, _start));
        foreach (var hole in _holes)
            Take(Math.Max(first, hole.First), Math.Min(last, hole.Last));
        if (count == 0)
            return null;
        _holes.RemoveAll(hole => hole.First >= first && hole.Last <= last);

        // The writer's number leaves out gap records, which a range cannot.
        return (Math.Min(count, gap.Value), lostFirst, lostLast);

        void Take(ulong from, ulong to)
        {
            if (from > to)
                return;
            count += to - from + 1;
            (lostFirst, lostLast) = (Math.Min(lostFirst, from), Math.Max(lostLast, to));
        }
    }
}
