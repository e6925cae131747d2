using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// One label of a <see cref="LabelTracker"/>. Its count is the only state: absent is 0. A change upwards waits for
/// frames that all show more than it, and takes the least they agree on; a change downwards waits for frames that all show
/// less, and takes the most.
/// </summary>
internal struct LabelState
{
    private int _higherFrames;
    private int _higherCount;
    private int _lowerFrames;
    private int _lowerCount;
    private float _score;
    private float _topScore;
    private float _reportedTopScore;
    private BoundingBox _box;
    private TimeSpan _startedAt;

    /// <summary>Objects now; 0 when absent.</summary>
    public int Count { get; private set; }

    public readonly bool IsPresent => Count > 0;

    /// <summary>Does a streak run?</summary>
    public readonly bool IsUnsettled => _higherFrames > 0 || _lowerFrames > 0;

    private readonly bool HasNews => _topScore >= _reportedTopScore + EventTracker.TopScoreStep;

    /// <summary>Takes one frame in; an observation with count 0 means that the label was not seen.</summary>
    public int Observe(
        int label, in LabelObservation seen, TimeSpan timestamp, TrackParameters parameters, Span<TrackTransition> transitions)
    {
        var wasPresent = IsPresent;
        Remember(seen);
        var countChanged = FollowCount(seen.Count, parameters);
        if (!IsPresent && !wasPresent)
            return 0;
        if (!wasPresent)
            _startedAt = timestamp;
        var written = 0;
        if (IsPresent != wasPresent)
            transitions[written++] = Transition(wasPresent ? TrackChange.Ended : TrackChange.Started, label, timestamp);
        else if (countChanged)
            transitions[written++] = Transition(TrackChange.Counted, label, timestamp);
        if (IsPresent && wasPresent && HasNews)
            transitions[written++] = Transition(TrackChange.Updated, label, timestamp);
        if (written > 0)
            _reportedTopScore = _topScore;
        if (!IsPresent)
            this = default;
        return written;
    }

    public readonly TrackTransition Transition(TrackChange change, int label, TimeSpan timestamp) =>
        new(change, label, label, _score, _topScore, _startedAt, timestamp) { Count = Count, Box = _box.Area > 0 ? _box : null };

    private void Remember(in LabelObservation seen)
    {
        if (seen.Count == 0)
            return;

        // Until it is present, only the streak that may make it so counts.
        var isNew = !IsPresent && _higherFrames == 0;
        (_score, _box) = (seen.Score, seen.Box);
        _topScore = isNew ? seen.Score : MathF.Max(_topScore, seen.Score);
    }

    private bool FollowCount(int count, TrackParameters parameters)
    {
        (_higherFrames, _higherCount) = count > Count
            ? (_higherFrames + 1, _higherFrames == 0 ? count : Math.Min(_higherCount, count))
            : (0, 0);
        (_lowerFrames, _lowerCount) = count < Count
            ? (_lowerFrames + 1, _lowerFrames == 0 ? count : Math.Max(_lowerCount, count))
            : (0, 0);
        if (_higherFrames > 0 && _higherFrames >= parameters.VisibleFrames)
            return Agree(_higherCount);
        return _lowerFrames > 0 && _lowerFrames >= parameters.HiddenFrames && Agree(_lowerCount);
    }

    private bool Agree(int count)
    {
        (Count, _higherFrames, _lowerFrames) = (count, 0, 0);
        return true;
    }
}
