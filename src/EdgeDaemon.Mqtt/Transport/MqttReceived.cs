namespace EdgeDaemon.Mqtt.Transport;

/// <summary>A message from the broker.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">A copy of its payload.</param>
/// <param name="Retained">Was it kept by the broker from before the subscription, or published to be kept?</param>
public sealed record MqttReceived(string Topic, byte[] Payload, bool Retained)
{
    /// <summary>Where an answer is wanted, or null; always null on a 3.1.1 connection.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What the answer must carry; empty on a 3.1.1 connection.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }
}
