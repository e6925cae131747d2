using Microsoft.Extensions.Hosting;

namespace EdgeDaemon.Hosting;

/// <summary>The end of stdin, by which a supervisor asks its child to stop; it also comes when the supervisor dies.</summary>
public sealed class EndOfInput
{
    private volatile bool _hasCome;

    /// <summary>Has it come?</summary>
    public bool HasCome => _hasCome;

    internal void StopAtTheEnd(IHostApplicationLifetime lifetime) =>
        new Thread(() => Wait(lifetime)) { Name = "supervised", IsBackground = true }.Start();

    private void Wait(IHostApplicationLifetime lifetime)
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
            // Nothing is expected but the end.
        }

        _hasCome = true;
        lifetime.StopApplication();
    }
}
