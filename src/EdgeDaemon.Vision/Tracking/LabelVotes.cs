using System.Runtime.CompilerServices;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What most of an object's frames say that it is: scores added up per label. With more labels than fit, the weakest goes.</summary>
internal struct LabelVotes
{
    /// <summary>No label.</summary>
    public const int None = -1;

    private const int MaxLabels = 4;

    private Votes _votes;
    private int _count;

    /// <summary>The label with the most votes, or −1; of equal ones the first.</summary>
    public readonly int Winner
    {
        get
        {
            var best = 0;
            for (var i = 1; i < _count; i++)
                best = _votes[i].Weight > _votes[best].Weight ? i : best;
            return _count == 0 ? None : _votes[best].Label;
        }
    }

    /// <summary>Share of the winner in all votes, 0..1.</summary>
    public readonly float WinnerShare
    {
        get
        {
            var (sum, best) = (0f, 0f);
            for (var i = 0; i < _count; i++)
                (sum, best) = (sum + _votes[i].Weight, MathF.Max(best, _votes[i].Weight));
            return sum > 0 ? best / sum : 0;
        }
    }

    public void Add(int label, float weight)
    {
        var at = 0;
        while (at < _count && _votes[at].Label != label)
            at++;
        if (at == MaxLabels)
            _votes[at = Weakest()] = default;
        else if (at == _count)
            _count++;
        _votes[at] = (label, _votes[at].Weight + weight);
    }

    private readonly int Weakest()
    {
        var weakest = 0;
        for (var i = 1; i < _count; i++)
            weakest = _votes[i].Weight < _votes[weakest].Weight ? i : weakest;
        return weakest;
    }

    [InlineArray(MaxLabels)]
    private struct Votes
    {
        private (int Label, float Weight) _first;
    }
}
