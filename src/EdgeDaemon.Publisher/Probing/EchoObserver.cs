using System.Collections.Concurrent;
using System.Text;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Probing;

/// <summary>Waits, for a probe, for what the broker says. What it hears comes from the transport's thread.</summary>
/// <param name="topic">Where the echo is expected.</param>
internal sealed class EchoObserver(string topic) : IMqttObserver
{
    private readonly BlockingCollection<MqttSession?> _sessions = [];
    private readonly BlockingCollection<string> _echoes = [];

    /// <summary>Why there is no session.</summary>
    public string? LastReason { get; private set; }

    /// <summary>The session; null when the first attempt failed or nothing happened in time.</summary>
    public MqttSession? AwaitSession(TimeSpan limit) => _sessions.TryTake(out var session, limit) ? session : null;

    /// <summary>Waits for the next session after one that ended.</summary>
    public bool AwaitReconnection(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            return _sessions.GetConsumingEnumerable(patience.Token).Any(session => session is not null);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Did the message come back in time?</summary>
    public bool AwaitEcho(string payload, TimeSpan limit) => _echoes.TryTake(out var echo, limit) && echo == payload;

    /// <inheritdoc/>
    public void OnConnected(MqttSession session) => _sessions.Add(session);

    /// <inheritdoc/>
    public void OnDisconnected(MqttDisconnect disconnect)
    {
        LastReason = disconnect.Reason;
        // A version that the broker does not speak is tried again at once with the other one.
        if (disconnect.RetryIn != TimeSpan.Zero)
            _sessions.Add(null);
    }

    /// <inheritdoc/>
    public void OnReceived(MqttReceived message)
    {
        if (message.Topic == topic)
            _echoes.Add(Encoding.UTF8.GetString(message.Payload));
    }
}
