namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// Tells presence from flicker. A label is present once a number of frames in a row have shown it, and absent once another
/// number of frames in a row have not; its count follows the same two numbers. Fed with every decided frame of one camera,
/// by one thread; allocates nothing after its construction.
/// </summary>
public sealed class LabelTracker
{
    private const int MostTransitionsPerLabel = 2;

    private readonly LabelState[] _states;
    private readonly LabelObservation[] _frame;
    private TrackParameters _parameters;

    /// <summary>All labels are absent.</summary>
    /// <param name="labelCount">Labels of the model.</param>
    /// <param name="parameters">Frames to wait; zones, masks and rest are for objects.</param>
    public LabelTracker(int labelCount, TrackParameters parameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labelCount);
        _states = new LabelState[labelCount];
        _frame = new LabelObservation[labelCount];
        _parameters = parameters;
    }

    /// <summary>May be replaced between two frames; streaks that already run are judged by the new numbers.</summary>
    public TrackParameters Parameters
    {
        get => _parameters;
        set => _parameters = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Most transitions that one frame can bring: the length of the caller's span.</summary>
    public int MaxTransitions => _states.Length * MostTransitionsPerLabel;

    /// <summary>Would another frame help to be sure of something? A streak runs that may change a count.</summary>
    public bool IsUnsettled
    {
        get
        {
            foreach (ref readonly var state in _states.AsSpan())
            {
                if (state.IsUnsettled)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Objects of a label now; 0 when it is absent.</summary>
    public int CountOf(int labelIndex) => _states[labelIndex].Count;

    /// <summary>Takes one frame in.</summary>
    /// <param name="timestamp">The frame's.</param>
    /// <param name="observations">Labels that this frame shows, at most one observation each; see <see cref="LabelSummary"/>.</param>
    /// <param name="transitions">At least <see cref="MaxTransitions"/> long; filled from the front, in the order of labels.</param>
    /// <returns>How many transitions were written.</returns>
    public int Observe(TimeSpan timestamp, ReadOnlySpan<LabelObservation> observations, Span<TrackTransition> transitions)
    {
        TrackTransition.RequireRoom(transitions, MaxTransitions);
        Array.Clear(_frame);
        foreach (ref readonly var observation in observations)
            _frame[observation.LabelIndex] = observation;
        var count = 0;
        for (var label = 0; label < _states.Length; label++)
            count += _states[label].Observe(label, _frame[label], timestamp, _parameters, transitions[count..]);
        return count;
    }

    /// <summary>
    /// Forgets everything, because the frames stopped or cannot be believed: from here on it is unknown what is present.
    /// Writes an <see cref="TrackChange.Interrupted"/> for each label that was, so that its event can be closed.
    /// </summary>
    /// <param name="timestamp">When the frames stopped, on the frames' clock.</param>
    /// <param name="transitions">At least <see cref="MaxTransitions"/> long.</param>
    /// <returns>How many labels were present.</returns>
    public int Reset(TimeSpan timestamp, Span<TrackTransition> transitions)
    {
        TrackTransition.RequireRoom(transitions, MaxTransitions);
        var count = 0;
        for (var label = 0; label < _states.Length; label++)
        {
            if (_states[label].IsPresent)
                transitions[count++] = _states[label].Transition(TrackChange.Interrupted, label, timestamp);
        }

        Array.Clear(_states);
        return count;
    }
}
