using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>How a transport connects.</summary>
public sealed record MqttTransportOptions
{
    /// <summary>Broker, credentials, TLS, window.</summary>
    public required MqttConfig Mqtt { get; init; }

    /// <summary>Makes the last will of the next attempt; null: none. Called on the transport's thread.</summary>
    public Func<MqttMessage>? Will { get; init; }

    /// <summary>The pause before the first repeated attempt is random between 0 and this; the bound doubles from there.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The bound stops growing here.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A broker that cannot be reached by then, name, connection and TLS together, is left.</summary>
    public TimeSpan ReachTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A broker that has not answered CONNECT by then is left.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Hears of things that are unwise but work, such as a password file that anyone may read. Each is told once.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Told of each message that goes out: its topic, and the bytes of its packet. Called on any thread, and quick.</summary>
    public Action<string, int>? Sent { get; init; }
}
