namespace EdgeDaemon.Vision.Health;

/// <summary>
/// Follows what a camera can see: the state changes when a number of looks in a row agree on another one. States are the
/// caller's numbers. One thread; allocates nothing.
/// </summary>
/// <param name="okState">The state in which the camera sees well.</param>
/// <param name="parameters">How easily it changes; may be replaced between looks.</param>
public sealed class HealthDebouncer(int okState, HealthParameters parameters)
{
    private int _candidate;
    private int _agreeing;

    /// <summary>How easily it changes.</summary>
    public HealthParameters Parameters { get; set; } = parameters;

    /// <summary>The state, or null until enough looks have agreed on a first one.</summary>
    public int? State { get; private set; }

    /// <summary>Takes one look in.</summary>
    /// <param name="state">The state that this look shows.</param>
    /// <param name="score">How sure it is, 0..1; NaN is not sure.</param>
    /// <returns>Whether <see cref="State"/> is now another.</returns>
    public bool Observe(int state, float score)
    {
        var believed = state == okState || score >= Parameters.ScoreThreshold ? state : okState;
        _agreeing = believed == _candidate ? _agreeing + 1 : 1;
        _candidate = believed;
        if (believed == State || _agreeing < Parameters.AgreeingLooks)
            return false;
        State = believed;
        return true;
    }

    /// <summary>Forgets the state, because the camera delivers no frames.</summary>
    public void Reset() => (State, _candidate, _agreeing) = (null, okState, 0);
}
