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

    /// <summary>
    /// Sends a message with QoS 1, in the order of the calls. Does not block; thread-safe. The answer comes on no particular thread.
    /// </summary>
    /// <param name="message">The message; not retained after the answer.</param>
    /// <returns>
    /// The broker's answer; always success on a 3.1.1 connection, which knows no refusals. Cancelled when there is no session, or
    /// when it ends before the answer: then it is not known whether the broker has it. Answered at once, without sending
    /// anything, with what the broker would say to a message larger than it takes
    /// (<see cref="MqttReason.PacketTooLarge"/>) or more than it takes at a time (<see cref="MqttReason.ReceiveMaximumExceeded"/>).
    /// </returns>
    /// <exception cref="ArgumentException">No broker could take it: the topic or a property is not valid MQTT. Nothing was sent.</exception>
    Task<MqttReason> PublishAsync(MqttMessage message);

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
