using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace EdgeDaemon.Console.Serving;

/// <summary>Ends the process once nobody has been connected for a while: the service manager starts it again for the next one.</summary>
/// <param name="after">How long; zero: never.</param>
internal sealed class IdleEnd(TimeSpan after) : IDisposable
{
    private readonly Lock _lock = new();
    private int _connections;
    private Timer? _timer;

    /// <summary>Counts connections.</summary>
    public ConnectionDelegate Counting(ConnectionDelegate next) => async connection =>
    {
        Change(+1);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Change(-1);
        }
    };

    /// <summary>Begins to wait.</summary>
    public void Ends(IHostApplicationLifetime lifetime)
    {
        if (after == TimeSpan.Zero)
            return;
        _timer = new Timer(_ => lifetime.StopApplication());
        Change(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Change(int by)
    {
        lock (_lock)
        {
            _connections += by;
            _timer?.Change(_connections == 0 ? after : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
