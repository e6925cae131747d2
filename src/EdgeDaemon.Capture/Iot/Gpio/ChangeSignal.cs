namespace EdgeDaemon.Capture.Iot.Gpio;

/// <summary>Lets one thread wait for what callbacks of other threads tell. Calls after the end are ignored: a callback may be under way.</summary>
internal sealed class ChangeSignal : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly AutoResetEvent _change = new(false);
    private readonly WaitHandle[] _both;
    private bool _isDisposed;

    internal ChangeSignal() => _both = [_wake, _change];

    /// <summary>Something has changed.</summary>
    internal void Set() => Signal(_change);

    /// <summary>Ends a wait, the present one or the next.</summary>
    internal void Wake() => Signal(_wake);

    /// <summary>Waits for a change.</summary>
    /// <returns>False when the time passed or it was woken.</returns>
    internal bool Wait(TimeSpan timeout) => WaitHandle.WaitAny(_both, timeout) == 1;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _wake.Dispose();
            _change.Dispose();
        }
    }

    private void Signal(AutoResetEvent signal)
    {
        lock (_lock)
        {
            if (!_isDisposed)
                signal.Set();
        }
    }
}
