namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>What a subscriber got.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its payload as text.</param>
/// <param name="Retained">Had the broker kept it from before the subscription?</param>
public sealed record SubscribedMessage(string Topic, string Payload, bool Retained);
