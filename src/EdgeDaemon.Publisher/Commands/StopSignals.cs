using System.Runtime.InteropServices;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// SIGTERM and SIGINT ask to stop instead of ending the process; so does, under a supervisor, the end of stdin, which also comes
/// when the supervisor dies.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    /// <param name="supervised">Does stdin belong to a supervisor?</param>
    public StopSignals(bool supervised = false)
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Note);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Note);
        if (supervised)
            new Thread(WaitForEndOfInput) { Name = "supervised", IsBackground = true }.Start();
    }

    /// <summary>Ends when somebody asked to stop.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Was it the end of stdin: what the journal still holds may be sent first?</summary>
    public bool MaySendRest { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Note(PosixSignalContext context)
    {
        context.Cancel = true;
        _asked.TrySetResult();
    }

    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
            // Nothing is expected but the end.
        }

        MaySendRest = true;
        _asked.TrySetResult();
    }
}
