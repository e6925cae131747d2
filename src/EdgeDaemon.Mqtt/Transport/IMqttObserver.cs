namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Hears what happens on a connection. Calls come one at a time, in order, from the transport's own thread; they must return
/// soon and may call <see cref="IMqttTransport.TryPublish"/>.
/// </summary>
public interface IMqttObserver
{
    /// <summary>The broker accepted a session. Nothing from an earlier session is in flight any more.</summary>
    void OnConnected(MqttSession session);

    /// <summary>An attempt failed or the session ended. Publishes without an answer never get one: publish them again.</summary>
    void OnDisconnected(MqttDisconnect disconnect);

    /// <summary>The broker answered a publish. It may come before <see cref="IMqttTransport.TryPublish"/> has returned.</summary>
    /// <param name="token">As given to <see cref="IMqttTransport.TryPublish"/>.</param>
    /// <param name="reason">The broker's answer; always success on a 3.1.1 connection, which knows no refusals.</param>
    void OnPublished(long token, MqttReason reason);

    /// <summary>A message arrived on a subscribed topic.</summary>
    void OnReceived(MqttReceived message)
    {
    }

    /// <summary>The broker refused a subscription.</summary>
    void OnSubscriptionRefused(string filter, MqttReason reason)
    {
    }
}
