namespace EdgeDaemon.Mqtt.Transport;

/// <summary>An MQTT 5 reason code (OASIS MQTT 5.0, section 2.4).</summary>
public readonly record struct MqttReason(byte Code)
{
    /// <summary>The packet is larger than the broker takes.</summary>
    public static MqttReason PacketTooLarge { get; } = new(0x95);

    /// <summary>Not a valid topic.</summary>
    public static MqttReason TopicNameInvalid { get; } = new(0x90);

    /// <summary>More unanswered publishes than the broker takes.</summary>
    public static MqttReason ReceiveMaximumExceeded { get; } = new(0x93);

    /// <summary>The broker takes no subscription with a wildcard.</summary>
    public static MqttReason WildcardsNotSupported { get; } = new(0xA2);

    /// <summary>The broker keeps no messages.</summary>
    public static MqttReason RetainNotSupported { get; } = new(0x9A);

    /// <summary>The broker does not do this quality of service.</summary>
    public static MqttReason QosNotSupported { get; } = new(0x9B);

    /// <summary>Another client came with the same identifier.</summary>
    public static MqttReason SessionTakenOver { get; } = new(0x8E);

    /// <summary>The broker does not speak this version.</summary>
    public static MqttReason UnsupportedProtocolVersion { get; } = new(0x84);

    /// <summary>Did it succeed? 0x10, "no matching subscribers", is success.</summary>
    public bool IsSuccess => Code < 0x80;

    /// <summary>The MQTT 5 reason that a 3.1.1 CONNACK return code means.</summary>
    public static MqttReason FromConnectReturnCode(int code) => new(code switch
    {
        0 => 0x00,
        1 => 0x84,
        2 => 0x85,
        3 => 0x88,
        4 => 0x86,
        5 => 0x87,
        _ => 0x80,
    });

    /// <summary>The name in the standard, and the code: <c>not authorized (0x87)</c>.</summary>
    public override string ToString() => $"{Name} (0x{Code:x2})";

    private string Name => Code switch
    {
        0x00 => "success",
        0x04 => "disconnect with will message",
        0x10 => "no matching subscribers",
        0x80 => "unspecified error",
        0x81 => "malformed packet",
        0x82 => "protocol error",
        0x83 => "implementation specific error",
        0x84 => "unsupported protocol version",
        0x85 => "client identifier not valid",
        0x86 => "bad user name or password",
        0x87 => "not authorized",
        0x88 => "server unavailable",
        0x89 => "server busy",
        0x8A => "banned",
        0x8B => "server shutting down",
        0x8C => "bad authentication method",
        0x8D => "keep alive timeout",
        0x8E => "session taken over",
        0x8F => "topic filter invalid",
        0x90 => "topic name invalid",
        0x91 => "packet identifier in use",
        0x92 => "packet identifier not found",
        0x93 => "receive maximum exceeded",
        0x94 => "topic alias invalid",
        0x95 => "packet too large",
        0x96 => "message rate too high",
        0x97 => "quota exceeded",
        0x98 => "administrative action",
        0x99 => "payload format invalid",
        0x9A => "retain not supported",
        0x9B => "QoS not supported",
        0x9C => "use another server",
        0x9D => "server moved",
        0x9E => "shared subscriptions not supported",
        0x9F => "connection rate exceeded",
        0xA0 => "maximum connect time",
        0xA1 => "subscription identifiers not supported",
        0xA2 => "wildcard subscriptions not supported",
        _ => Code < 0x80 ? "granted" : "refused",
    };
}
