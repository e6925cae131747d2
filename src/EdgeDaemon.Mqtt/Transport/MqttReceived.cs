namespace EdgeDaemon.Mqtt.Transport;

/// <summary>A message from the broker.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">A copy of its payload.</param>
/// <param name="Retained">Was it kept by the broker from before the subscription?</param>
public sealed record MqttReceived(string Topic, byte[] Payload, bool Retained);
