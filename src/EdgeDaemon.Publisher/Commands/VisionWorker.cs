using System.Collections.Concurrent;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// Asks the vision process on a thread of its own, one command after the other, so that a model which takes its time does not keep
/// labels waiting.
/// </summary>
/// <param name="vision">The way there.</param>
/// <param name="translator">Names.</param>
/// <param name="done">Called, on that thread, with what became of each and the answer to publish.</param>
internal sealed class VisionWorker(
    IVisionCommands vision, CommandTranslator translator, Action<CommandReplyPayload, IEnumerable<MqttMessage>> done) : IDisposable
{
    private const int MostWaiting = 16;

    // What a reply of a few kilobytes has room for.
    private const int MostListed = 32;
    private readonly BlockingCollection<(CommandRequest Request, ReplyAddress Reply)> _waiting = new(MostWaiting);
    private Thread? _thread;

    /// <summary>Hands over a request. False: too many wait.</summary>
    public bool TryAsk(in CommandRequest request, ReplyAddress reply)
    {
        if (_thread is null)
        {
            _thread = new Thread(Run) { Name = "commands", IsBackground = true };
            _thread.Start();
        }

        return _waiting.TryAdd((request, reply));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        // It may wait for an answer; it is a background thread and publishes nothing any more.
        if (_thread?.Join(TimeSpan.FromMilliseconds(100)) != false)
            _waiting.Dispose();
    }

    private void Run()
    {
        foreach (var (request, reply) in _waiting.GetConsumingEnumerable())
        {
            var payload = request.Code == CommandCode.List ? List(request) : CommandTranslator.Describe(request.Code, vision.Ask(request));
            done(payload, reply.Message(payload));
        }
    }

    private CommandReplyPayload List(CommandRequest request)
    {
        var items = new List<DismissalPayload>();
        CommandAnswer answer;
        do
        {
            var got = vision.Ask(request);
            if (got is not { Outcome: CommandOutcome.Done })
                return CommandTranslator.Describe(request.Code, got);
            answer = got.Value;
            if (request.Index < answer.Total)
                items.Add(translator.Describe(answer));
        }
        while (++request.Index < Math.Min(answer.Total, MostListed));

        return CommandTranslator.Describe(request.Code, answer) with { Items = [.. items], Total = answer.Total };
    }
}
