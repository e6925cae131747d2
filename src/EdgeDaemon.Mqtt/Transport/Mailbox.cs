namespace EdgeDaemon.Mqtt.Transport;

/// <summary>What other threads leave for the connection's thread to do. Thread-safe; one thread takes.</summary>
internal sealed class Mailbox
{
    private readonly Queue<Action> _waiting = new();

    /// <summary>Leaves something; returns at once.</summary>
    public void Post(Action action)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(action);
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>The next thing, waited for if need be; null when none came in time.</summary>
    public Action? Take(TimeSpan patience)
    {
        lock (_waiting)
        {
            if (_waiting.Count == 0 && patience > TimeSpan.Zero)
                Monitor.Wait(_waiting, patience);
            return _waiting.TryDequeue(out var action) ? action : null;
        }
    }
}
