using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>Subscribes in each session and hands on what arrives.</summary>
internal sealed class Watcher(IMqttTransport transport, string filter, IMessagePrinter printer) : IMqttObserver
{
    private string? _lastReason;

    /// <inheritdoc/>
    public void OnConnected(MqttSession session)
    {
        if (_lastReason is not null)
            printer.Tell("Connected again.");
        _lastReason = null;
        transport.TrySubscribe(filter);
    }

    /// <inheritdoc/>
    public void OnDisconnected(MqttDisconnect disconnect)
    {
        if (disconnect.RetryIn is not null && disconnect.Reason != _lastReason)
            printer.Tell(disconnect.Reason);
        _lastReason = disconnect.Reason;
    }

    /// <inheritdoc/>
    public void OnReceived(MqttReceived message) => printer.Print(message);

    /// <inheritdoc/>
    public void OnSubscriptionRefused(string filter, MqttReason reason) =>
        printer.Tell($"The broker refuses the subscription to '{filter}': {reason}.");
}
