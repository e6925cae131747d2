namespace EdgeDaemon.Mqtt.Transport;

/// <summary>A message to publish with QoS 1.</summary>
/// <param name="Topic">Topic without wildcards.</param>
/// <param name="Payload">UTF-8 text; empty clears a retained topic. Not to be changed afterwards.</param>
/// <param name="Retain">Does the broker keep it for later subscribers?</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retain)
{
    /// <summary>Names and values that travel beside the payload. Dropped on a 3.1.1 connection.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>Seconds after which the broker throws away what it could not deliver; null: never. Dropped on a 3.1.1 connection.</summary>
    public uint? ExpirySeconds { get; init; }

    /// <summary>MIME type of the payload, or null. Dropped on a 3.1.1 connection.</summary>
    public string? ContentType { get; init; }

    /// <summary>Names what a reply answers; null or empty: nothing. Dropped on a 3.1.1 connection.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>
    /// Is it left out when the broker refuses it, instead of holding up what comes after it? So for everything that no label is
    /// lost with: a reply, another program's tree.
    /// </summary>
    public bool MayBeRefused { get; init; }
}
