namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>
/// Whether cameras may be open: all of them, where a switch says so, or one that a command has paused. Closing it interrupts whatever a
/// camera's thread waits for; it is open from the start. Thread-safe.
/// </summary>
internal sealed class AccessSwitch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _open = new(true);
    private CancellationTokenSource _closing = new();

    /// <summary>May cameras be open now?</summary>
    public bool IsOpen => _open.IsSet;

    /// <summary>Closes it, or opens it.</summary>
    public void Set(bool isClosed)
    {
        lock (_lock)
        {
            if (isClosed == !_open.IsSet)
                return;
            if (isClosed)
            {
                _open.Reset();
                _closing.Cancel();
            }
            else
            {
                _closing.Dispose();
                _closing = new CancellationTokenSource();
                _open.Set();
            }
        }
    }

    /// <summary>What fires when the switch closes them, or is already, or <paramref name="stop"/> fires. The caller disposes it.</summary>
    public CancellationTokenSource Enter(CancellationToken stop)
    {
        lock (_lock)
            return CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, stop);
    }

    /// <summary>Waits until cameras may be open.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> fired.</exception>
    public void WaitUntilOpen(CancellationToken stop) => _open.Wait(stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Dispose();
        _closing.Dispose();
    }
}
