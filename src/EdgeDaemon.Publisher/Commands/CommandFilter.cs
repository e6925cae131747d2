using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// The first look at what comes in on the command topics, before any of it is read. What the broker kept, what is too large, what
/// nobody knows, and what wants its answer outside this device's own topics is ignored: no effect, no answer. What is too frequent
/// has no effect either, and is answered, unless that is asked for too often itself.
/// </summary>
internal sealed class CommandFilter(TopicNames topics, int perMinute, TimeProvider time)
{
    private const int MostCorrelationBytes = 128;

    // Answers cost less than obeying; a flood of commands must all the same not become one of answers.
    private const int AnswersPerCommand = 10;
    private readonly string _prefix = topics.Root + "/cmd/";
    private readonly TokenBucket _bucket = new(perMinute, time);
    private readonly TokenBucket _answers = new(perMinute * AnswersPerCommand, time);

    /// <summary>Messages that had no effect.</summary>
    public long Ignored { get; private set; }

    /// <summary>Is it a command at all?</summary>
    public bool Concerns(MqttReceived message) => message.Topic.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>The command, or null when it is ignored.</summary>
    /// <param name="message">What came on a command topic.</param>
    /// <param name="objection">Why it has no effect, or null when it may have one. A command beside it is to be answered as too frequent.</param>
    public AdmittedCommand? Admit(MqttReceived message, out string? objection)
    {
        var code = CommandNames.Parse(message.Topic[_prefix.Length..]);
        objection = code == CommandCode.None ? $"it is none of {string.Join(", ", CommandNames.All)}"
            : message.Retained ? "it was published to be retained, so that it would come again with each connection"
            : message.Payload.Length is 0 or > CommandParser.MaxBytes ? $"it is empty or larger than {CommandParser.MaxBytes} bytes"
            : message.CorrelationData.Length > MostCorrelationBytes ? $"its correlation data is longer than {MostCorrelationBytes} bytes"
            : message.ResponseTopic is { } reply && !topics.IsReply(reply) ? $"its response topic is not one of {topics.Reply("NAME")}"
            : null;
        var mayBeAnswered = objection is null;
        if (mayBeAnswered && !_bucket.TryTake())
            (objection, mayBeAnswered) = ($"more came than 'commands.per_minute' ({perMinute}) lets through, {_bucket.Most} of them at once", _answers.TryTake());
        Ignored += objection is null ? 0 : 1;
        return mayBeAnswered ? new AdmittedCommand(code, message.Payload, new ReplyAddress(message.ResponseTopic, message.CorrelationData)) : null;
    }
}
