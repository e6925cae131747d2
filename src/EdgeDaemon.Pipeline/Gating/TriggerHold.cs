namespace EdgeDaemon.Pipeline.Gating;

/// <summary>
/// Says whether a camera's frames are worth a model run: while its trigger (a motion sensor) is active, and for a while after.
/// Thread-safe; allocates nothing.
/// </summary>
/// <param name="hold">How long it stays open after the trigger.</param>
/// <param name="time">Measures that.</param>
internal sealed class TriggerHold(TimeSpan hold, TimeProvider time)
{
    private readonly Lock _lock = new();
    private bool _isActive;
    private long? _wasActiveAt;

    /// <summary>Is it open?</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _isActive || (_wasActiveAt is { } at && time.GetElapsedTime(at) < hold);
        }
    }

    /// <summary>The trigger has become active or inactive.</summary>
    public void Set(bool isActive)
    {
        lock (_lock)
        {
            if (_isActive && !isActive)
                _wasActiveAt = time.GetTimestamp();
            _isActive = isActive;
        }
    }
}
