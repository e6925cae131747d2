using System.Runtime.InteropServices;

namespace EdgeDaemon.Hosting;

/// <summary>For commands that go on until somebody has had enough: SIGTERM and SIGINT ask to stop instead of ending the process.</summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    /// <summary>Begins to listen.</summary>
    public StopSignal()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Note);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Note);
    }

    /// <summary>Fires once.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _stop.Dispose();
    }

    private void Note(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }
}
