using EdgeDaemon.Configuration;

namespace EdgeDaemon.Mqtt.Transport;

/// <summary>What was agreed with the broker.</summary>
/// <param name="Protocol"><see cref="MqttProtocol.V5"/> or <see cref="MqttProtocol.V311"/>.</param>
/// <param name="Window">Most unanswered publishes: the configured window, or the broker's receive maximum when that is lower.</param>
public sealed record MqttSession(MqttProtocol Protocol, int Window);
