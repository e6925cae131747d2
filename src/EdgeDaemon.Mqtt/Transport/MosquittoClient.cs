using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Configuration;
using EdgeDaemon.Mqtt.Interop;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>
/// One session with one broker over libmosquitto: made, connected, looped until it ends, thrown away. A fresh native client per
/// session means that the library never resends anything on its own: the journal is the only outbox.
/// </summary>
/// <remarks>
/// <see cref="Loop"/> belongs to one thread and is where all events are raised; <see cref="Publish"/>, <see cref="Subscribe"/>
/// and <see cref="Disconnect"/> may be called from others meanwhile (the library is told so by mosquitto_threaded_set).
/// </remarks>
internal sealed unsafe partial class MosquittoClient : IDisposable
{
    private static readonly Lazy<int> Initialised = new(Mosquitto.mosquitto_lib_init);
    private readonly MosquittoHandle _handle;
    private readonly IMosquittoEvents _events;
    private readonly bool _hasProperties;
    private GCHandle _self;
    private ExceptionDispatchInfo? _callbackFailure;

    /// <summary>Prepares everything that needs no network.</summary>
    /// <exception cref="MqttException">The library is missing, or a setting, file or credential cannot be used. Nothing was sent.</exception>
    public MosquittoClient(MqttConfig config, MqttProtocol version, MqttMessage? will, IMosquittoEvents events, Action<string>? warn)
    {
        (_events, _hasProperties) = (events, version == MqttProtocol.V5);
        _self = GCHandle.Alloc(this);
        try
        {
            _handle = Create(config.ClientId, GCHandle.ToIntPtr(_self));
        }
        catch
        {
            _self.Free();
            throw;
        }

        try
        {
            Configure(config, will, warn);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The library's last error line in this session; it names what a bare code does not, such as why TLS failed.</summary>
    public string? LastErrorLine { get; private set; }

    /// <summary>Resolves the host and opens the connection; blocks for as long as the system lets it. 0, or a libmosquitto code.</summary>
    public int Connect(MqttConfig config) =>
        Mosquitto.mosquitto_connect(_handle, config.Host, config.Port, (int)config.KeepAlive.TotalSeconds);

    /// <summary>Reads, writes and pings for at most <paramref name="timeout"/>. 0, or a libmosquitto code that ends the session.</summary>
    public int Loop(TimeSpan timeout)
    {
        var rc = Mosquitto.mosquitto_loop(_handle, (int)timeout.TotalMilliseconds, 1);
        _callbackFailure?.Throw();
        return rc;
    }

    /// <summary>Queues a QoS 1 message. With 0 and with "no connection" it is in flight under <paramref name="messageId"/>.</summary>
    public int Publish(MqttMessage message, out int messageId)
    {
        using var properties = _hasProperties ? PropertyList.Of(message) : new PropertyList();
        fixed (byte* payload = message.Payload.Span)
        {
            return Mosquitto.mosquitto_publish_v5(
                _handle, out messageId, message.Topic, message.Payload.Length, payload, qos: 1, message.Retain, properties);
        }
    }

    /// <summary>Asks for a topic filter with QoS 1. 0, or a libmosquitto code.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="onlyNew">As for <see cref="IMqttTransport.TrySubscribe"/>.</param>
    /// <param name="messageId">Names the subscription.</param>
    public int Subscribe(string filter, bool onlyNew, out int messageId)
    {
        using var none = new PropertyList();
        var options = onlyNew && _hasProperties ? Mosquitto.MQTT_SUB_OPT_RETAIN_AS_PUBLISHED | Mosquitto.MQTT_SUB_OPT_SEND_RETAIN_NEVER : 0;
        return Mosquitto.mosquitto_subscribe_v5(_handle, out messageId, filter, qos: 1, options, none);
    }

    /// <summary>Queues a farewell and wakes the loop. 0, or a libmosquitto code.</summary>
    public int Disconnect() => Mosquitto.mosquitto_disconnect(_handle);

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        if (_self.IsAllocated)
            _self.Free();
    }

    private static MosquittoHandle Create(string clientId, nint self)
    {
        try
        {
            MosquittoError.Check(Initialised.Value, "libmosquitto does not start");
            var handle = Mosquitto.mosquitto_new(clientId, clean_session: true, self);
            return handle.IsInvalid
                ? throw new MqttException($"libmosquitto made no client '{clientId}': out of memory, or the identifier is not valid.")
                : handle;
        }
        catch (DllNotFoundException e)
        {
            throw new MqttException($"{Mosquitto.Library} is not on this machine; install the package libmosquitto1.", e);
        }
    }

    private void Configure(MqttConfig config, MqttMessage? will, Action<string>? warn)
    {
        var version = _hasProperties ? Mosquitto.MQTT_PROTOCOL_V5 : Mosquitto.MQTT_PROTOCOL_V311;
        MosquittoError.Check(
            Mosquitto.mosquitto_int_option(_handle, Mosquitto.MOSQ_OPT_PROTOCOL_VERSION, version), "The MQTT version was refused");
        MosquittoError.Check(
            Mosquitto.mosquitto_int_option(_handle, Mosquitto.MOSQ_OPT_SEND_MAXIMUM, config.Window), "The window was refused");
        MosquittoError.Check(Mosquitto.mosquitto_threaded_set(_handle, true), "Threading was refused");
        SetCallbacks();
        SetCredentials(config, warn);
        if (config.Tls is { } tls)
            SetTls(tls);
        if (will is not null)
            SetWill(will);
    }

    private void SetCredentials(MqttConfig config, Action<string>? warn)
    {
        if (config.Username is null && config.PasswordFile is null)
            return;
        if (config.Username is null)
            throw new MqttException("There is an MQTT password file but no user name; set mqtt.username.");
        var password = config.PasswordFile is { } file ? PasswordFile.Read(Credential.FileOf(file), warn) : null;
        MosquittoError.Check(
            Mosquitto.mosquitto_username_pw_set(_handle, config.Username, password), "The MQTT user name or password was refused");
    }

    private void SetWill(MqttMessage will)
    {
        using var properties = _hasProperties ? PropertyList.Of(will) : new PropertyList();
        fixed (byte* payload = will.Payload.Span)
        {
            var rc = Mosquitto.mosquitto_will_set_v5(
                _handle, will.Topic, will.Payload.Length, payload, qos: 1, will.Retain, properties);
            MosquittoError.Check(rc, $"The last will on '{will.Topic}' was refused");
            properties.GiveAway();
        }
    }
}
