using System.Runtime.CompilerServices;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// The looks of a second model at one object, or at one label, over many frames: each votes with its score, and the sub-label
/// with the largest sum leads. A fixed few sub-labels are remembered; a new one takes the place of the weakest and inherits its
/// sum (Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements in data streams", 2005), so that
/// one which keeps coming gets in. The default has no votes.
/// </summary>
public struct SubLabelVotes
{
    /// <summary>Sub-labels that are remembered at a time.</summary>
    public const int Candidates = 8;

    private Tallies _tallies;
    private int _count;
    private int _leader;

    /// <summary>
    /// The leading sub-label with the mean score of its looks; unknown without a vote. Another one takes over only when its sum is
    /// larger, so that a tie does not flicker.
    /// </summary>
    public readonly SubLabel Winner => _count == 0
        ? default
        : new SubLabel(_tallies[_leader].SubLabel, _tallies[_leader].Scores / _tallies[_leader].Looks);

    /// <summary>Takes a look in; one that says nothing changes nothing.</summary>
    public void Add(SubLabel seen)
    {
        if (!seen.IsKnown)
            return;
        var place = PlaceOf(seen.Index);
        ref var tally = ref _tallies[place];
        if (tally.SubLabel != seen.Index || tally.Looks == 0)
            tally = new Tally { SubLabel = seen.Index, Weight = tally.Weight };
        tally.Weight += seen.Score;
        tally.Scores += seen.Score;
        tally.Looks++;
        if (tally.Weight > _tallies[_leader].Weight)
            _leader = place;
    }

    /// <summary>Its own place, else a free one, else the weakest's.</summary>
    private int PlaceOf(int subLabel)
    {
        var weakest = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_tallies[i].SubLabel == subLabel)
                return i;
            if (_tallies[i].Weight < _tallies[weakest].Weight)
                weakest = i;
        }

        return _count < Candidates ? _count++ : weakest;
    }

    private struct Tally
    {
        public int SubLabel;
        public int Looks;
        public float Weight;
        public float Scores;
    }

    [InlineArray(Candidates)]
    private struct Tallies
    {
        private Tally _first;
    }
}
