using System.Runtime.InteropServices;

namespace EdgeDaemon.Hosting;

/// <summary>
/// When to stop: on SIGTERM, on SIGINT, or, for a supervised process, when stdin closes because the supervisor asks or died.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    /// <summary>Begins to listen.</summary>
    public StopSignal(bool supervised)
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Obey);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Obey);
        if (supervised)
            new Thread(WaitForEndOfInput) { Name = "supervised", IsBackground = true }.Start();
    }

    /// <summary>Fires once.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Obey(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }

    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
            // Nothing is expected on stdin but its end.
        }

        _stop.Cancel();
    }
}
