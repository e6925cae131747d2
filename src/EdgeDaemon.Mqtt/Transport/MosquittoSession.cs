using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Mqtt.Interop;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// One attempt of <see cref="MosquittoTransport"/>: the native client and what is in flight on it. Message identifiers are
/// registered under a lock that is held across the publish, because the answer can overtake mosquitto_publish's return.
/// </summary>
internal sealed class MosquittoSession : IMosquittoEvents, IDisposable
{
    private readonly Lock _lock = new();
    private readonly MqttConfig _config;
    private readonly MqttProtocol _version;
    private readonly IMqttObserver _observer;
    private readonly MosquittoClient _client;
    private readonly Dictionary<int, long> _inFlight = [];
    private readonly Dictionary<int, string> _subscriptions = [];
    private bool _open;
    private int _window;

    /// <exception cref="MqttException">As <see cref="MosquittoClient"/>.</exception>
    public MosquittoSession(MqttConfig config, MqttProtocol version, MqttMessage? will, IMqttObserver observer, Action<string>? warn)
    {
        (_config, _version, _observer) = (config, version, observer);
        _client = new MosquittoClient(config, version, will, this, warn);
    }

    /// <summary>The broker's answer to CONNECT; null until it comes.</summary>
    public MqttReason? Answer { get; private set; }

    /// <summary>How the library says the session ended; null while it lasts.</summary>
    public int? EndCode { get; private set; }

    /// <summary>Did <see cref="TryDisconnect"/> say farewell?</summary>
    public bool SaidFarewell { get; private set; }

    /// <summary>The library's last error line.</summary>
    public string? LastErrorLine => _client.LastErrorLine;

    /// <summary>As <see cref="MosquittoClient.Connect"/>.</summary>
    public int Connect() => _client.Connect(_config);

    /// <summary>As <see cref="MosquittoClient.Loop"/>.</summary>
    public int Loop(TimeSpan timeout) => _client.Loop(timeout);

    /// <summary>As <see cref="IMqttTransport.TryPublish"/>.</summary>
    public PublishStart TryPublish(MqttMessage message, long token)
    {
        lock (_lock)
        {
            if (!_open)
                return PublishStart.NotConnected;
            if (_inFlight.Count >= _window)
                return PublishStart.WindowFull;
            var rc = _client.Publish(message, out var messageId);
            switch (rc)
            {
                // "No connection" has queued it all the same; the session is about to end and says so for all in flight.
                case Mosquitto.MOSQ_ERR_SUCCESS or Mosquitto.MOSQ_ERR_NO_CONN:
                    _inFlight[messageId] = token;
                    return PublishStart.InFlight;
                case Mosquitto.MOSQ_ERR_OVERSIZE_PACKET or Mosquitto.MOSQ_ERR_PAYLOAD_SIZE:
                    return PublishStart.TooLarge;
                case Mosquitto.MOSQ_ERR_INVAL or Mosquitto.MOSQ_ERR_MALFORMED_UTF8:
                    return PublishStart.Malformed;
                default:
                    throw new MqttException($"Publishing to '{message.Topic}' failed: {MosquittoError.Describe(rc)}.");
            }
        }
    }

    /// <summary>As <see cref="IMqttTransport.TrySubscribe"/>.</summary>
    public bool TrySubscribe(string filter, bool onlyNew)
    {
        lock (_lock)
        {
            if (!_open)
                return false;
            var rc = _client.Subscribe(filter, onlyNew, out var messageId);
            if (rc == Mosquitto.MOSQ_ERR_NO_CONN)
                return false;
            MosquittoError.Check(rc, $"Subscribing to '{filter}' failed");
            _subscriptions[messageId] = filter;
            return true;
        }
    }

    /// <summary>Says farewell; the loop then ends. False: there is no connection to say it on.</summary>
    public bool TryDisconnect()
    {
        lock (_lock)
        {
            if (!_open)
                return false;
            _open = false;
            SaidFarewell = _client.Disconnect() == Mosquitto.MOSQ_ERR_SUCCESS;
            return SaidFarewell;
        }
    }

    /// <summary>Lets nothing more in.</summary>
    public void Close()
    {
        lock (_lock)
            _open = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _client.Dispose();
    }

    void IMosquittoEvents.OnConnectAnswer(MqttReason reason, int receiveMaximum)
    {
        Answer = reason;
        if (!reason.IsSuccess)
            return;
        lock (_lock)
        {
            _window = Math.Min(_config.Window, receiveMaximum);
            _open = true;
        }

        _observer.OnConnected(new MqttSession(_version, _window));
    }

    void IMosquittoEvents.OnEnded(int rc) => EndCode = rc;

    void IMosquittoEvents.OnPublishAnswer(int messageId, MqttReason reason)
    {
        long token;
        lock (_lock)
        {
            if (!_inFlight.Remove(messageId, out token))
                return;
        }

        _observer.OnPublished(token, reason);
    }

    void IMosquittoEvents.OnSubscribeAnswer(int messageId, MqttReason reason)
    {
        string? filter;
        lock (_lock)
            _subscriptions.Remove(messageId, out filter);
        if (filter is not null && !reason.IsSuccess)
            _observer.OnSubscriptionRefused(filter, reason);
    }

    void IMosquittoEvents.OnMessage(MqttReceived message) => _observer.OnReceived(message);
}
