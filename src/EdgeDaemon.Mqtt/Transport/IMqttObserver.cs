namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// Hears what happens on a connection. Calls come one at a time, in order, from the transport's own thread; they must return
/// soon and may call <see cref="IMqttTransport.PublishAsync"/>.
/// </summary>
public interface IMqttObserver
{
    /// <summary>The broker accepted a session. Nothing from an earlier session is in flight any more.</summary>
    void OnConnected(MqttSession session);

    /// <summary>An attempt failed or the session ended. Publishes without an answer are cancelled next: publish them again.</summary>
    void OnDisconnected(MqttDisconnect disconnect);

    /// <summary>A message arrived on a subscribed topic.</summary>
    void OnReceived(MqttReceived message)
    {
    }

    /// <summary>The broker refused a subscription.</summary>
    void OnSubscriptionRefused(string filter, MqttReason reason)
    {
    }
}
