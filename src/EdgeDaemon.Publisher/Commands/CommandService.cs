using System.Collections.Concurrent;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// Obeys commands that the configuration allows. What concerns the cameras is handed to the vision process, which journals it;
/// what only reads (replay, status) is done here.
/// </summary>
internal sealed class CommandService : ICompanion, IDisposable
{
    private const int MostWaiting = 16;
    private readonly ConcurrentQueue<AdmittedCommand> _waiting = new();
    private readonly ConcurrentQueue<MqttMessage> _answers = new();
    private readonly Dictionary<(string Camera, string? Label), (uint Boot, uint Track)> _newestEvent = [];
    private readonly CommandOptions _options;
    private readonly CommandGate _gate;
    private readonly NameTableStore _tables;
    private readonly StatusReporter _status;
    private readonly IPublisherLog _log;
    private readonly CommandTranslator? _translator;
    private readonly VisionWorker? _worker;
    private readonly RateLimit _ignoredTrouble;
    private Replay? _replay;

    /// <param name="options">What is obeyed.</param>
    /// <param name="topics">The device's topics.</param>
    /// <param name="tables">Names of replayed records.</param>
    /// <param name="status">Tells how the device does.</param>
    /// <param name="wake">Called when an answer waits to be collected.</param>
    /// <param name="log">Hears what was commanded.</param>
    /// <param name="time">Clock of the rate limit.</param>
    public CommandService(
        CommandOptions options, TopicNames topics, NameTableStore tables, StatusReporter status, Action wake, IPublisherLog log, TimeProvider time)
    {
        (_options, _tables, _status, _log) = (options, tables, status, log);
        _gate = new CommandGate(topics, options.PerMinute, time);
        _ignoredTrouble = new RateLimit(TimeSpan.FromMinutes(1), time);
        Filters = options.Allow.IsEmpty ? [] : [topics.Commands];
        if (options.Names is not { } names)
            return;
        _translator = new CommandTranslator(names);
        if (options.Vision is { } vision)
        {
            _worker = new VisionWorker(vision, _translator, (payload, answer) =>
            {
                Answer(payload, answer);
                wake();
            });
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Filters { get; }

    /// <inheritdoc/>
    public bool OnReceived(MqttReceived message)
    {
        if (!_gate.Concerns(message))
            return false;
        if (_options.Allow.IsEmpty || _gate.Admit(message) is not { } command || _waiting.Count >= MostWaiting)
        {
            if (_ignoredTrouble.Allows())
                _log.Trouble($"Ignored a message on a command topic ({_gate.Ignored} so far): unknown, kept by the broker, too large, too frequent, or with a response topic that is not this device's.");
            return false;
        }

        _waiting.Enqueue(command);
        return true;
    }

    /// <inheritdoc/>
    public void OnRecord(in AppliedRecord applied, List<MqttMessage> output)
    {
        if (applied.Record.Kind != LabelRecordKind.EventStart || applied.Camera is not { } names)
            return;
        var id = (applied.Record.BootEpoch, applied.Record.TrackId);
        _newestEvent[(names.Camera, null)] = id;
        if (applied.Record.Label < names.Labels.Length)
            _newestEvent[(names.Camera, names.Labels[applied.Record.Label])] = id;
    }

    /// <inheritdoc/>
    public TimeSpan Collect(List<MqttMessage> output)
    {
        while (_waiting.TryDequeue(out var command))
            Obey(command);
        if (_replay is not null && !_replay.Step(output))
        {
            _replay.Dispose();
            _replay = null;
        }

        while (_answers.TryDequeue(out var answer))
            output.Add(answer);
        return _replay is null ? TimeSpan.MaxValue : TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker?.Dispose();
        _replay?.Dispose();
    }

    private void Obey(AdmittedCommand admitted)
    {
        if (Try(admitted) is { } outcome)
            Answer(
                new CommandReplyPayload { Command = CommandNames.Of(admitted.Code), Outcome = CommandNames.Of(outcome) },
                admitted.Reply.Message(admitted.Code, outcome));
    }

    /// <summary>What became of it; null when that is not known yet, or is said otherwise.</summary>
    private CommandOutcome? Try(AdmittedCommand admitted)
    {
        if (!_options.Allow.Contains(admitted.Code))
            return CommandOutcome.NotAllowed;
        if (CommandParser.Parse(admitted.Code, admitted.Payload) is not { } command)
            return CommandOutcome.Malformed;
        if (!_options.Allow.Contains(command.Code))
            return CommandOutcome.NotAllowed;
        switch (command.Code)
        {
            case CommandCode.Status:
                _status.Ask();
                return CommandOutcome.Done;
            case CommandCode.Replay:
                return Begin(command, admitted.Reply);
            default:
                return Forward(command, admitted.Reply);
        }
    }

    private CommandOutcome? Begin(ParsedCommand command, ReplyAddress reply)
    {
        if (reply.Topic is null)
            return CommandOutcome.Malformed;
        if (_replay is not null)
            return CommandOutcome.Busy;
        _replay = new Replay(_options.OpenJournal(), _tables, command, reply);
        _log.Commanded(CommandNames.Of(command.Code), "begun");
        return null;
    }

    private CommandOutcome? Forward(ParsedCommand command, ReplyAddress reply)
    {
        if (_translator is null || _worker is null)
            return CommandOutcome.NotAvailable;
        if (command is { Code: CommandCode.Dismiss, Event: null })
        {
            if (!_newestEvent.TryGetValue((command.Camera!, command.Label), out var newest))
                return CommandOutcome.UnknownEvent;
            command = command with { Event = newest };
        }

        if (_translator.Translate(command) is not { } request)
            return CommandOutcome.UnknownName;
        return _worker.TryAsk(request, reply) ? null : CommandOutcome.Busy;
    }

    private void Answer(CommandReplyPayload payload, IEnumerable<MqttMessage> messages)
    {
        _log.Commanded(payload.Command, payload.Outcome);
        foreach (var message in messages)
            _answers.Enqueue(message);
    }
}
