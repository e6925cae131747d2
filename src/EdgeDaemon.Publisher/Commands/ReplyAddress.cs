using System.Text.Json;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>Where the answer to a command goes: to a topic of this device's own, or nowhere.</summary>
/// <param name="Topic">The topic, checked; null: nobody wants an answer.</param>
/// <param name="Correlation">What the answer must carry.</param>
internal sealed record ReplyAddress(string? Topic, ReadOnlyMemory<byte> Correlation)
{
    /// <summary>The answer; none when nobody wants one.</summary>
    public IEnumerable<MqttMessage> Message(CommandReplyPayload payload) => Topic is null ? [] :
    [
        new MqttMessage(Topic, JsonSerializer.SerializeToUtf8Bytes(payload, PayloadJsonContext.Default.CommandReplyPayload), Retain: false)
        {
            ContentType = "application/json",
            CorrelationData = Correlation,
            MayBeRefused = true,
        },
    ];
}
