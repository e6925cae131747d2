using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Whose turn it is when there is not time to look at every object of a frame: the one that has waited longest. An object is
/// known again by its label and place: the nearest of the frame before that is no farther away than both boxes are wide and
/// high together. A newcomer comes before those that were looked at in the frame before, and after all who have waited longer,
/// so that nobody who stays starves. Allocates nothing after its construction; one thread.
/// </summary>
public sealed class LookOrder
{
    // Longest wait first; equal waits in the order of the candidates, so best score first.
    private static readonly Comparison<Turn> LongestWaitFirst = (x, y) =>
        x.WaitingSince != y.WaitingSince ? x.WaitingSince.CompareTo(y.WaitingSince) : x.Candidate.CompareTo(y.Candidate);

    private Turn[] _before;
    private Turn[] _now;
    private int _beforeCount;
    private int _nowCount;
    private long _frame;

    /// <summary>Knows nobody.</summary>
    /// <param name="capacity">Most candidates of a frame.</param>
    public LookOrder(int capacity) => (_before, _now) = (new Turn[capacity], new Turn[capacity]);

    /// <summary>Puts the candidates of the next frame in the order of their turns.</summary>
    /// <param name="detections">The frame's detections.</param>
    /// <param name="candidates">Indices of those that may be looked at, best score first; reordered.</param>
    public void Arrange(ReadOnlySpan<Detection> detections, Span<int> candidates)
    {
        _frame++;
        (_before, _now) = (_now, _before);
        (_beforeCount, _nowCount) = (_nowCount, candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
        {
            ref readonly var detection = ref detections[candidates[i]];
            _now[i] = new Turn(candidates[i], detection.LabelIndex, detection.Box, WaitingSince(detection));
        }

        var turns = _now.AsSpan(0, candidates.Length);
        turns.Sort(LongestWaitFirst);
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = turns[i].Candidate;
    }

    /// <summary>Says that the candidate at this place of the arranged order was looked at: it goes to the end of the queue.</summary>
    public void Looked(int place) => _now[place] = _now[place] with { WaitingSince = (2 * _frame) + 1 };

    /// <summary>Forgets everybody, because frames stopped or show nobody.</summary>
    public void Reset() => _nowCount = 0;

    /// <summary>When this object was last looked at, or first seen. Who is found in the frame before is taken from it.</summary>
    private long WaitingSince(in Detection detection)
    {
        var nearest = -1;
        var least = float.PositiveInfinity;
        for (var i = 0; i < _beforeCount; i++)
        {
            ref readonly var turn = ref _before[i];
            if (turn.LabelIndex == detection.LabelIndex && DistanceBetween(turn.Box, detection.Box) is var distance && distance < least)
                (nearest, least) = (i, distance);
        }

        if (nearest < 0)
            return 2 * (_frame - 1);
        var since = _before[nearest].WaitingSince;
        _before[nearest] = _before[--_beforeCount];
        return since;
    }

    /// <summary>Square of the distance of the middles; infinite when that is more than the boxes' sides together.</summary>
    private static float DistanceBetween(in BoundingBox a, in BoundingBox b)
    {
        var x = MathF.Abs(a.Left + a.Right - b.Left - b.Right) / 2;
        var y = MathF.Abs(a.Top + a.Bottom - b.Top - b.Bottom) / 2;
        var isNear = x <= a.Right - a.Left + (b.Right - b.Left) && y <= a.Bottom - a.Top + (b.Bottom - b.Top);
        return isNear ? (x * x) + (y * y) : float.PositiveInfinity;
    }

    private readonly record struct Turn(int Candidate, int LabelIndex, BoundingBox Box, long WaitingSince);
}
