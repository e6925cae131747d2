namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// One connection to one broker that is kept up for ever: it connects, reconnects with growing random pauses and never gives up.
/// Keeps no message across a disconnect; whoever publishes keeps what was not answered. Disposing cuts the connection without a
/// farewell, so the broker publishes the last will.
/// </summary>
public interface IMqttTransport : IDisposable
{
    /// <summary>Begins to connect, in the background. Once only.</summary>
    void Start(IMqttObserver observer);

    /// <summary>Hands over a message for QoS 1. Returns at once; thread-safe.</summary>
    /// <param name="message">The message; not retained after an answer.</param>
    /// <param name="token">Names this publish in <see cref="IMqttObserver.OnPublished"/>; unique among those in flight.</param>
    PublishStart TryPublish(MqttMessage message, long token);

    /// <summary>Asks for the messages that match a filter, in this session only. False: no session. Thread-safe.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="onlyNew">
    /// Not those that the broker has kept; and one that is published to be kept is marked so when it comes. A 3.1.1 connection
    /// knows neither: there the kept ones come, marked, and what is published to be kept comes unmarked.
    /// </param>
    bool TrySubscribe(string filter, bool onlyNew = false);

    /// <summary>Ends the session cleanly (the last will is not published) and stops. What is in flight is not waited for.</summary>
    /// <param name="timeout">How long to wait for the connection's thread.</param>
    void Stop(TimeSpan timeout);
}
