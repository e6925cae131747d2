namespace EdgeDaemon.Mqtt.Transport;

/// <summary>An attempt failed or a session ended.</summary>
/// <param name="WasConnected">Had the broker accepted this session? Otherwise no session began.</param>
/// <param name="Reason">What happened, in words, with a remedy where one is known.</param>
/// <param name="RetryIn">Pause before the next attempt; null when the transport was stopped.</param>
/// <param name="End">What kind of end it was.</param>
public sealed record MqttDisconnect(bool WasConnected, string Reason, TimeSpan? RetryIn, MqttEnd End = MqttEnd.Other);

/// <summary>Ends of sessions that come again and again until somebody does something about them.</summary>
public enum MqttEnd
{
    /// <summary>Another one, or none.</summary>
    Other,

    /// <summary>The broker answered or acknowledged nothing any more and was left.</summary>
    Silent,

    /// <summary>Another client came with the same identifier.</summary>
    TakenOver,
}
