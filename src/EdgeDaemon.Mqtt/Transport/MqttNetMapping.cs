using System.Buffers;
using System.Net;
using System.Text;
using EdgeDaemon.Configuration;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>Our messages and settings as MQTTnet wants them, and back. What 3.1.1 does not know is left out there.</summary>
internal static class MqttNetMapping
{
    /// <summary>Bytes of the largest packet that is taken from a broker; MQTT 5 brokers are told so in CONNECT.</summary>
    public const int LongestPacket = 64 * 1024;

    // Messages with QoS 1 that a broker may send ahead of our answers.
    private const int ReceiveMaximum = 32;

    /// <exception cref="MqttException">The credentials cannot be used.</exception>
    public static MqttClientOptions Options(MqttConfig config, MqttProtocol version, MqttMessage? will, BrokerConnector connector, Action<string> warn)
    {
        var options = new MqttClientOptions
        {
            // One write for each packet: in two, with TCP's delay off, each would travel as two.
            AllowPacketFragmentation = false,
            ChannelOptions = new MqttClientTcpOptions
            {
                RemoteEndpoint = new DnsEndPoint(config.Host, config.Port),
                StreamProvider = connector,
                TlsOptions = new MqttClientTlsOptions { UseTls = false },
            },
            CleanSession = true,
            ClientId = config.ClientId,
            Credentials = Credentials(config, warn),
            KeepAlivePeriod = config.KeepAlive,
            ProtocolVersion = version == MqttProtocol.V5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
        };
        if (version == MqttProtocol.V5)
            (options.MaximumPacketSize, options.ReceiveMaximum) = (LongestPacket, ReceiveMaximum);
        if (will is not null)
            SetWill(options, will, version);
        return options;
    }

    /// <summary>A message to publish with QoS 1.</summary>
    public static MqttApplicationMessage ToMqttNet(MqttMessage message, MqttProtocol version, bool retain)
    {
        var result = new MqttApplicationMessage
        {
            Topic = message.Topic,
            Payload = new ReadOnlySequence<byte>(message.Payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
        };
        if (version != MqttProtocol.V5)
            return result;
        result.ContentType = message.ContentType;
        result.CorrelationData = Bytes(message.CorrelationData);
        result.MessageExpiryInterval = message.ExpirySeconds ?? 0;
        result.UserProperties = Properties(message);
        return result;
    }

    /// <summary>A message that came; its bytes are copied.</summary>
    public static MqttReceived ToOurs(MqttApplicationMessage message) =>
        new(message.Topic ?? "", message.Payload.ToArray(), message.Retain)
        {
            ResponseTopic = message.ResponseTopic,
            CorrelationData = message.CorrelationData ?? [],
        };

    /// <summary>Text that a broker chose, fit to be logged; with what leads it, or empty when there is none.</summary>
    public static string Said(string? text)
    {
        var clean = string.IsNullOrWhiteSpace(text) ? "" : new string([.. text.Where(c => !char.IsControl(c)).Take(200)]);
        return clean.Length == 0 ? "" : $", it says '{clean}'";
    }

    private static MqttClientCredentials? Credentials(MqttConfig config, Action<string> warn)
    {
        if (config.Username is null && config.PasswordFile is null)
            return null;
        if (config.Username is null)
            throw new MqttException("There is an MQTT password file but no user name; set mqtt.username.");
        var password = config.PasswordFile is { } file ? Encoding.UTF8.GetBytes(PasswordFile.Read(Credential.FileOf(file), warn)) : null;
        return new MqttClientCredentials(config.Username, password);
    }

    private static void SetWill(MqttClientOptions options, MqttMessage will, MqttProtocol version)
    {
        options.WillTopic = will.Topic;
        options.WillPayload = will.Payload.ToArray();
        options.WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
        options.WillRetain = will.Retain;
        if (version != MqttProtocol.V5)
            return;
        options.WillContentType = will.ContentType;
        options.WillCorrelationData = Bytes(will.CorrelationData);
        options.WillMessageExpiryInterval = will.ExpirySeconds ?? 0;
        options.WillUserProperties = Properties(will);
    }

    private static byte[]? Bytes(ReadOnlyMemory<byte> data) => data.IsEmpty ? null : data.ToArray();

    private static List<MqttUserProperty>? Properties(MqttMessage message) => message.UserProperties.Count == 0
        ? null
        : [.. message.UserProperties.Select(p => new MqttUserProperty(p.Key, Encoding.UTF8.GetBytes(p.Value).AsMemory()))];
}
