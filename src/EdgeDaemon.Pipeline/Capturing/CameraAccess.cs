using EdgeDaemon.Pipeline.Gpio;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>Whether one camera may be open now, and the light that shows it.</summary>
/// <param name="Light">Lit while a camera is open.</param>
/// <param name="Privacy">Closes every camera.</param>
/// <param name="Pause">Closes this one.</param>
internal sealed record CameraAccess(ActivityLight Light, AccessSwitch Privacy, AccessSwitch Pause) : IDisposable
{
    /// <summary>Why it may not be open; meant for when it was closed on purpose.</summary>
    public SourceState Reason => Privacy.IsOpen ? SourceState.Paused : SourceState.Private;

    /// <summary>For a camera that nobody closes and no light shows.</summary>
    public static CameraAccess Free() => new(new ActivityLight(null), new AccessSwitch(), new AccessSwitch());

    /// <summary>Reads for as long as that is allowed.</summary>
    /// <param name="read">Reads until the token fires.</param>
    /// <param name="stop">Fires when the process stops.</param>
    /// <exception cref="OperationCanceledException">It is no longer allowed, or <paramref name="stop"/> fired.</exception>
    public T While<T>(Func<CancellationToken, T> read, CancellationToken stop)
    {
        using var notPrivate = Privacy.Enter(stop);
        using var allowed = Pause.Enter(notPrivate.Token);
        return read(allowed.Token);
    }

    /// <summary>Waits until what closed it no longer does.</summary>
    /// <param name="reason">What did.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> fired.</exception>
    public void WaitUntilOpen(SourceState reason, CancellationToken stop) => (reason == SourceState.Private ? Privacy : Pause).WaitUntilOpen(stop);

    /// <summary>Disposes of its own switch; light and privacy are the device's.</summary>
    public void Dispose() => Pause.Dispose();
}
