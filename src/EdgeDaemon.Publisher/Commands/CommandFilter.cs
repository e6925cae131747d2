using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// The first look at what comes in on the command topics, before any of it is read. What the broker kept, what is too large or too
/// frequent, what nobody knows, and what wants its answer outside this device's own topics is ignored: no effect, no answer.
/// </summary>
internal sealed class CommandFilter(TopicNames topics, int perMinute, TimeProvider time)
{
    private const int MostCorrelationBytes = 128;
    private readonly string _prefix = topics.Root + "/cmd/";
    private readonly TokenBucket _bucket = new(perMinute, time);

    /// <summary>Messages that were ignored.</summary>
    public long Ignored { get; private set; }

    /// <summary>Is it a command at all?</summary>
    public bool Concerns(MqttReceived message) => message.Topic.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>The command, or null when it is ignored.</summary>
    public AdmittedCommand? Admit(MqttReceived message)
    {
        var code = CommandNames.Parse(message.Topic[_prefix.Length..]);
        if (code == CommandCode.None || message.Retained || message.Payload.Length is 0 or > CommandParser.MaxBytes
            || message.CorrelationData.Length > MostCorrelationBytes
            || (message.ResponseTopic is { } reply && !topics.IsReply(reply))
            || !_bucket.TryTake())
        {
            Ignored++;
            return null;
        }

        return new AdmittedCommand(code, message.Payload, new ReplyAddress(message.ResponseTopic, message.CorrelationData));
    }
}
