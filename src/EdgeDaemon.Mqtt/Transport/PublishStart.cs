namespace EdgeDaemon.Mqtt.Transport;

/// <summary>What became of handing a message to the transport.</summary>
public enum PublishStart
{
    /// <summary>On its way; exactly one <see cref="IMqttObserver.OnPublished"/> or <see cref="IMqttObserver.OnDisconnected"/> follows.</summary>
    InFlight,

    /// <summary>No session; nothing was sent.</summary>
    NotConnected,

    /// <summary>As many publishes as the session allows are unanswered; nothing was sent.</summary>
    WindowFull,

    /// <summary>It can never be sent in this session: larger than the broker takes, or not a valid topic. Nothing was sent.</summary>
    TooLarge,

    /// <summary>The topic or the properties are not valid MQTT. Nothing was sent.</summary>
    Malformed,
}
