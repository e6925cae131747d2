namespace EdgeDaemon.Mqtt.Transport;

/// <summary>An attempt failed or a session ended.</summary>
/// <param name="WasConnected">Had the broker accepted this session? Otherwise no session began.</param>
/// <param name="Reason">What happened, in words, with a remedy where one is known.</param>
/// <param name="RetryIn">Pause before the next attempt; null when the transport was stopped.</param>
public sealed record MqttDisconnect(bool WasConnected, string Reason, TimeSpan? RetryIn);
