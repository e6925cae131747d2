namespace EdgeDaemon.Mqtt.Transport;

/// <summary>Why no session began.</summary>
/// <param name="Reason">In words, with a remedy where one is known.</param>
/// <param name="Refusal">The broker's answer to CONNECT, when it was a refusal.</param>
/// <param name="HungUp">Did the broker close the connection without an answer?</param>
internal sealed record ConnectFailure(string Reason, MqttReason? Refusal = null, bool HungUp = false);
